import { inspectModel } from '../../builder/inspect.ts';
import { printJson, printLine, printNote } from '../print.ts';
import { findModel } from './find-model.ts';

/** Prints what a checkpoint or model folder holds. */
export async function inspectCommand({
  model,
  json,
}: {
  readonly model: string;
  readonly json: boolean | undefined;
}): Promise<number> {
  const { path } = await findModel(model, { say: printNote });
  const facts = inspectModel(path);
  if (json === true) {
    printJson(facts);
    return 0;
  }
  const dtypes = facts.dtypes.map(({ dtype, values }) => `${dtype} (${values.toLocaleString('en')})`);
  const lines = {
    kind: facts.kind,
    architecture: facts.architecture ?? 'unknown',
    parameters: facts.parameterCount.toLocaleString('en'),
    'number formats': dtypes.join(', '),
    tokenizer: facts.tokenizer ?? 'none',
    context: facts.contextLength === null ? 'unknown' : `${facts.contextLength} tokens`,
    size: `${(facts.bytes / 1e6).toFixed(1)} MB`,
  };
  for (const [name, value] of Object.entries(lines)) printLine(`${name.padEnd(15)} ${value}`);
  return 0;
}
