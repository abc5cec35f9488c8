import { CHUNK } from '../../backends/onnx/score-suffix.ts';
import { inspectModel } from '../../builder/inspect.ts';
import type { RunPlan } from '../../config/run-plan.ts';
import { memoryBound } from '../../machine/memory.ts';
import type { Precision } from '../../precision.ts';
import { plainByteProgress } from '../byte-progress.ts';
import { findModel } from '../model/find-model.ts';
import { missingRows } from '../model/missing-rows.ts';
import { builtModel } from '../model/model-cache.ts';
import { assertWeightsFit } from './memory.ts';
import { type LocalModel, openModel } from './model.ts';
import type { RunWatch } from './status.ts';

/**
 * Opens the model of a plan in a precision, built into the cache first where it is a checkpoint; undefined takes a built
 * folder as it is. Throws InputError where there is no such model, or none in that precision, and where its weights can't
 * fit into memory.
 */
export async function openPlanned(
  plan: Pick<RunPlan, 'model'>,
  precision: Precision | undefined,
  { status, signal }: RunWatch,
): Promise<LocalModel> {
  const say = (line: string): void => status.say(line);
  const { path, name } = await findModel(plan.model, {
    signal,
    say,
    onProgress: plainByteProgress(`fetching ${plan.model}`, say),
  });
  const folder = await builtModel(path, {
    name,
    precision,
    signal,
    onBuild: (out, work) => {
      if (work === 'building') {
        const { facts } = inspectModel({ checkpoint: path }, CHUNK);
        assertWeightsFit(precision ?? 'fp32', facts.needs, memoryBound());
      }
      say(`${work} ${name} once, into ${out}`);
    },
    onWait: say,
  });
  const { modelType, parameterCount, precision: built, vocabSize } = folder.manifest;
  say(`model ${name}: ${modelType}, ${parameterCount.toLocaleString('en')} parameters, ${built}`);
  const model = await openModel(folder, name);
  const missing = missingRows(model.tokenizer.vocabularySize, vocabSize);
  if (missing !== null) say(`warning: ${missing}`);
  return model;
}
