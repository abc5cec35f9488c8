/**
 * `npm run parity [-- --model DIR]`: what is computed here against reference values, from FIVESHOT_REFERENCE, the folder
 * that holds `golden/` and `datasets/`: the logits of the architectures' small checkpoints, the token ids of the tokenizers
 * whose files are there or in `--files` (or FIVESHOT_TOKENIZERS), and with `--model` its letter logits on exam questions.
 * Exits 1 where something differs by more than the tolerance.
 */
import { parseArgs } from 'node:util';
import { compareArchitectures } from './parity/architectures.ts';
import { compareLetters } from './parity/letters.ts';
import { printTokenizerTable } from './tokenizer-table.ts';

const { values } = parseArgs({
  options: {
    model: { type: 'string' },
    scores: { type: 'string', default: 'smollm2' },
    files: { type: 'string' },
  },
});
const reference = process.env['FIVESHOT_REFERENCE'];
if (reference === undefined) {
  console.error(
    'usage: FIVESHOT_REFERENCE=DIR npm run parity [-- [--model DIR [--scores smollm2]] [--files DIR]]',
  );
  process.exit(2);
}

const results = [await compareArchitectures(reference)];
console.log('');
results.push(await printTokenizerTable(reference, values.files ?? process.env['FIVESHOT_TOKENIZERS']));
console.log('');
if (values.model !== undefined)
  results.push(await compareLetters({ reference, path: values.model, scores: values.scores }));
const ok = results.every(Boolean);
console.log(ok ? 'parity: ok' : 'parity: FAILED');
process.exitCode = ok ? 0 : 1;
