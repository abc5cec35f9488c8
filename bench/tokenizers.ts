/**
 * `npm run bench:tokenizers -- [--files DIR]`: every tokenizer of the reference folder (FIVESHOT_REFERENCE) on real exam
 * prompts, ids compared and tokens a second on one core, as a line each. DIR (or FIVESHOT_TOKENIZERS) holds files that
 * can't be in the reference folder, as NAME/ or NAME.gguf. Exits 1 where an id differs.
 */
import { parseArgs } from 'node:util';
import { tokenizerTable } from './tokenizer-table.ts';

const { values } = parseArgs({ options: { files: { type: 'string' } } });
const reference = process.env.FIVESHOT_REFERENCE;
if (reference === undefined) {
  console.error('usage: FIVESHOT_REFERENCE=DIR npm run bench:tokenizers -- [--files DIR]');
  process.exit(2);
}
console.log('name | kind | differing texts | prompt sets | loaded in ms | tokens/s');
const { failed, missing } = await tokenizerTable(
  reference,
  values.files ?? process.env.FIVESHOT_TOKENIZERS,
  (name, { kind, texts, sets, loadMilliseconds, tokensPerSecond }) => {
    const compared = Object.entries(sets).map(([set, result]) => `${set} ${result}`);
    console.log([name, kind, texts, compared.join(', '), loadMilliseconds, tokensPerSecond].join(' | '));
  },
);
if (missing.length > 0) console.log(`not compared, their files are not there: ${missing.join(', ')}`);
console.log(failed ? 'tokenizers: FAILED' : 'tokenizers: ok');
process.exitCode = failed ? 1 : 0;
