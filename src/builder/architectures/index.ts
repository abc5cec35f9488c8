import { z } from 'zod';
import { InputError } from '../../errors.ts';
import type { Architecture } from './architecture.ts';
import { aquila } from './aquila.ts';
import { baichuan } from './baichuan.ts';
import { bloom } from './bloom.ts';
import { chatglm } from './chatglm.ts';
import { codegen } from './codegen.ts';
import { falcon } from './falcon.ts';
import { gemma3, gemma3Text } from './gemma3.ts';
import { gpt2 } from './gpt2.ts';
import { gptNeox } from './gpt-neox.ts';
import { internlm } from './internlm.ts';
import { llama } from './llama.ts';
import { mistral } from './mistral.ts';
import { mpt } from './mpt.ts';
import { olmo2 } from './olmo2.ts';
import { phi3 } from './phi3.ts';
import { qwen2 } from './qwen2.ts';
import { qwen3 } from './qwen3.ts';

const ARCHITECTURES: readonly Architecture[] = [
  llama,
  aquila,
  internlm,
  baichuan,
  mistral,
  qwen2,
  qwen3,
  gemma3Text,
  gemma3,
  phi3,
  olmo2,
  bloom,
  ...falcon,
  mpt,
  gptNeox,
  gpt2,
  ...codegen,
  chatglm,
];

/** The architecture of a config.json's object. Throws InputError where its model_type is missing or not covered. */
export function architectureOf(config: unknown): Architecture {
  const modelType = modelTypeOf(config);
  const architecture = ARCHITECTURES.find((candidate) => candidate.modelType === modelType);
  if (architecture !== undefined) return architecture;
  const known = ARCHITECTURES.map((candidate) => candidate.modelType).join(', ');
  throw new InputError(
    `The model type ${modelType ?? '(none in config.json)'} can't be built; known: ${known}`,
  );
}

/** `model_type` of a config.json's object, or null where it has none. */
export function modelTypeOf(config: unknown): string | null {
  return z.object({ model_type: z.string() }).safeParse(config).data?.model_type ?? null;
}
