/**
 * `npm run bench:tokenizers -- [--files DIR]`: every tokenizer of the reference folder (FIVESHOT_REFERENCE) on real exam
 * prompts, ids compared and tokens a second on one core, as a line each. DIR (or FIVESHOT_TOKENIZERS) holds files that
 * can't be in the reference folder, as NAME/ or NAME.gguf. Exits 1 where an id differs.
 */
import { parseArgs } from 'node:util';
import { printTokenizerTable } from './tokenizer-table.ts';

const { values } = parseArgs({ options: { files: { type: 'string' } } });
const reference = process.env.FIVESHOT_REFERENCE;
if (reference === undefined) {
  console.error('usage: FIVESHOT_REFERENCE=DIR npm run bench:tokenizers -- [--files DIR]');
  process.exit(2);
}
const same = await printTokenizerTable(reference, values.files ?? process.env.FIVESHOT_TOKENIZERS);
console.log(same ? 'tokenizers: ok' : 'tokenizers: FAILED');
process.exitCode = same ? 0 : 1;
