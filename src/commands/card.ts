import { command, commandGroup } from './command.ts';
import { JSON_FLAG } from './exam-flags.ts';
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

/** `fiveshot card audit`. */
export const card = commandGroup('card', "Look into published model cards' tables", [audit]);
