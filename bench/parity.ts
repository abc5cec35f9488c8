/**
 * `npm run parity [-- --model DIR]`: what is computed here against reference values, from FIVESHOT_REFERENCE, the folder
 * that holds `golden/` and `datasets/`: the logits of the architectures' small checkpoints, and with `--model` its letter
 * logits on exam questions. Exits 1 where something differs by more than the tolerance.
 */
import { parseArgs } from 'node:util';
import { compareArchitectures } from './parity/architectures.ts';
import { compareLetters } from './parity/letters.ts';

const { values } = parseArgs({
  options: { model: { type: 'string' }, scores: { type: 'string', default: 'smollm2' } },
});
const reference = process.env['FIVESHOT_REFERENCE'];
if (reference === undefined) {
  console.error('usage: FIVESHOT_REFERENCE=DIR npm run parity [-- --model DIR [--scores smollm2]]');
  process.exit(2);
}

const results = [await compareArchitectures(reference)];
if (values.model !== undefined)
  results.push(await compareLetters({ reference, path: values.model, scores: values.scores }));
const ok = results.every(Boolean);
console.log(ok ? 'parity: ok' : 'parity: FAILED');
process.exitCode = ok ? 0 : 1;
