import { command, commandGroup } from './command.ts';
import { JSON_FLAG } from './exam-flags.ts';
import { formatFlags } from './format-flags.ts';
import { PUBLISHED_FLAG } from './published-folder.ts';

const audit = command({
  usage: 'audit [table]',
  describe: 'Tell which averaging rules can have made published averages',
  positionals: { table: { type: 'string', describe: 'a published table, such as mmlu [default: all]' } },
  flags: { published: PUBLISHED_FLAG, json: JSON_FLAG },
  examples: [['card audit mmlu', 'can the averages be pooled, or means over subjects?']],
  async run(flags) {
    return (await import('./card/audit.ts')).auditCommand(flags);
  },
});

const check = command({
  usage: 'check <run>',
  describe: "Put a run beside a published row of its model; exit 1 where they don't agree",
  positionals: { run: { type: 'string', demandOption: true, describe: 'run folder' } },
  flags: {
    row: { type: 'string', describe: "the published row's name [default: the name of the run's model]" },
    table: { type: 'string', array: true, describe: 'published tables, such as ceval,mmlu [default: all]' },
    tolerance: {
      type: 'number',
      describe: "largest difference in percentage points [default: the run's 95 % interval decides]",
    },
    published: PUBLISHED_FLAG,
    'allow-incomplete': {
      type: 'boolean',
      default: false,
      describe: 'check a run that is not of a whole exam too, marked',
    },
    ...formatFlags,
    junit: { type: 'string', describe: 'also write the judgement of each cell to this JUnit file' },
  },
  examples: [
    ["card check runs/2f6c… --row 'baichuan-7B'", 'does the run reproduce the card?'],
    ['card check runs/2f6c… --row LLaMA-7B --table mmlu --tolerance 1.0', 'for CI'],
  ],
  async run({ format, json, ...flags }) {
    const { checkCommand } = await import('./card/check.ts');
    return checkCommand({ ...flags, format: json === true ? 'json' : format });
  },
});

/** `fiveshot card (audit|check)`. */
export const card = commandGroup('card', "Look into published model cards' tables", [audit, check]);
