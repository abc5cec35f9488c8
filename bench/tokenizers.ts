/**
 * `npm run bench:tokenizers -- [--files DIR]`: every tokenizer of the reference folder (FIVESHOT_REFERENCE) on real exam
 * prompts, ids compared and tokens a second on one core, as a line each. DIR (or FIVESHOT_TOKENIZERS) holds files that
 * can't be in the reference folder, as NAME/ or NAME.gguf. Exits 1 where an id differs.
 */
import { InputError } from '../src/errors.ts';
import { flagsOrExit, readFlags } from './flags.ts';
import { printTokenizerTable } from './tokenizer-table.ts';

const USAGE = `usage: FIVESHOT_REFERENCE=DIR npm run bench:tokenizers [-- --files DIR]

  FIVESHOT_REFERENCE  the folder of reference values, with golden/ and datasets/
  --files DIR         tokenizer files [FIVESHOT_TOKENIZERS]`;

const { reference, files } = flagsOrExit(
  readFlags(
    { usage: USAGE, args: process.argv.slice(2), options: { files: { type: 'string' } } },
    ({ values }) => {
      const { FIVESHOT_REFERENCE: folder, FIVESHOT_TOKENIZERS: tokenizers } = process.env;
      if (folder === undefined) throw new InputError(USAGE);
      return { reference: folder, files: values.files ?? tokenizers };
    },
  ),
);
const same = await printTokenizerTable(reference, files);
console.log(same ? 'tokenizers: ok' : 'tokenizers: FAILED');
process.exitCode = same ? 0 : 1;
