import type { DecoderModel } from './architectures/architecture.ts';
import { architectureOf } from './architectures/index.ts';
import { trainedValues } from './match-tensors.ts';

/** The model that a folder was built of. Its config may leave to the checkpoint whether the output matrix is tied. */
export function rebuilt(config: unknown, parameterCount: number): DecoderModel | undefined {
  const architecture = architectureOf(config);
  return [true, false]
    .map((stored) => architecture.build(config, () => stored))
    .find((model) => trainedValues(model) === parameterCount);
}
