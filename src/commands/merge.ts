import { command } from './command.ts';
import { JSON_FLAG } from './exam-flags.ts';

/** `fiveshot merge`: shards of one run into one run. */
export const merge = command({
  usage: 'merge <shards..>',
  describe: 'Join the shards of a run into one run folder',
  positionals: {
    shards: {
      type: 'string',
      array: true,
      demandOption: true,
      describe: 'run folders of run --shard i/n, in any order',
    },
  },
  flags: {
    out: { type: 'string', demandOption: true, describe: 'run folder to make' },
    'allow-incomplete': {
      type: 'boolean',
      default: false,
      describe: 'merge what is there, marked, where shards or questions are missing',
    },
    json: JSON_FLAG,
  },
  examples: [['merge shards/* --out runs/whole', 'the folders of all machines']],
  async run({ shards, out, allowIncomplete, json }) {
    const [{ mergeShards }, { printMerged }] = await Promise.all([
      import('./merge/merge-shards.ts'),
      import('./merge/print-merged.ts'),
    ]);
    const merged = await mergeShards(shards, { out, allowIncomplete });
    return printMerged(merged, { folder: out, json: json === true });
  },
});
