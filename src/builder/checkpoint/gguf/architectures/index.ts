import { InputError } from '../../../../errors.ts';
import type { GgufArchitecture } from './architecture.ts';
import { baichuan } from './baichuan.ts';
import { bloom } from './bloom.ts';
import { falcon } from './falcon.ts';
import { gemma3 } from './gemma3.ts';
import { gptNeox } from './gpt-neox.ts';
import { gpt2 } from './gpt2.ts';
import { llama } from './llama.ts';
import { mpt } from './mpt.ts';
import { olmo2 } from './olmo2.ts';
import { phi3 } from './phi3.ts';
import { qwen2 } from './qwen2.ts';
import { qwen3 } from './qwen3.ts';

const ARCHITECTURES: readonly GgufArchitecture[] = [
  llama,
  baichuan,
  qwen2,
  qwen3,
  gemma3,
  phi3,
  olmo2,
  bloom,
  falcon,
  mpt,
  gptNeox,
  gpt2,
];

/** The architecture of `general.architecture`. Throws InputError, naming those that can be read, for any other. */
export function ggufArchitecture(path: string, name: string): GgufArchitecture {
  const found = ARCHITECTURES.find((architecture) => architecture.name === name);
  if (found !== undefined) return found;
  const known = ARCHITECTURES.map((architecture) => architecture.name).join(', ');
  throw new InputError(`${path} holds the architecture "${name}"; from GGUF these can be built: ${known}`);
}
