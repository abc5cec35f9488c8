/**
 * `npm run parity [-- --model DIR]`: what is computed here against reference values, from FIVESHOT_REFERENCE, the folder
 * that holds `golden/` and `datasets/`: the logits of small checkpoints in every format, the token ids of the tokenizers
 * whose files are there or in `--files` (or FIVESHOT_TOKENIZERS), and with `--model` its letter logits on exam questions.
 * Exits 1 where something differs by more than the tolerance.
 */
import { flagsOrExit } from './flags.ts';
import { compareArchitectures } from './parity/architectures.ts';
import { readParityFlags } from './parity/flags.ts';
import { compareLetters } from './parity/letters.ts';
import { printTokenizerTable } from './tokenizer-table.ts';

const { reference, ...values } = flagsOrExit(
  readParityFlags(process.argv.slice(2), process.env['FIVESHOT_REFERENCE']),
);

const results = [await compareArchitectures(reference)];
console.log('');
results.push(await printTokenizerTable(reference, values.files ?? process.env['FIVESHOT_TOKENIZERS']));
console.log('');
if (values.model !== undefined)
  results.push(await compareLetters({ reference, path: values.model, scores: values.scores }));
const ok = results.every(Boolean);
console.log(ok ? 'parity: ok' : 'parity: FAILED');
process.exitCode = ok ? 0 : 1;
