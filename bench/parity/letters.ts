import { join } from 'node:path';
import { agreementRow, TOLERANCE, within } from '../../src/commands/model/against/command.ts';
import { compareScores } from '../../src/commands/model/against/compare-scores.ts';
import { readReferences } from '../../src/commands/model/against/read-references.ts';
import { builtModel, modelName } from '../../src/commands/model/model-cache.ts';
import { openModel } from '../../src/commands/run/model.ts';

interface Compared {
  /** Holds `golden/scores/` and `datasets/`. */
  readonly reference: string;
  readonly path: string;
  /** Name of the file of scores. */
  readonly scores: string;
}

/**
 * Compares letter logits with the reference values of the same weights in transformers, fp32, as `model verify --against`
 * does, prints a Markdown table by exam, and says whether all is within the tolerance.
 */
export async function compareLetters({ reference, path, scores }: Compared): Promise<boolean> {
  const compared = await compareScores({
    model: await openModel(await builtModel(path), modelName(path)),
    data: join(reference, 'datasets'),
    references: readReferences(join(reference, 'golden/scores', `${scores}.jsonl`)),
  });
  console.log(`| ${scores} | questions | largest difference | changed answers | with a clear margin |`);
  console.log('| --- | --- | --- | --- | --- |');
  for (const [exam, agreement] of compared.exams)
    console.log(`| ${agreementRow(exam, agreement).join(' | ')} |`);
  for (const { questionId, reason } of compared.notCompared) console.log(`${questionId}: ${reason}`);
  return within(compared, TOLERANCE);
}
