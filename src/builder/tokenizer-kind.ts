import { z } from 'zod';
import { TOKENIZER_FILES } from '../model-folder.ts';
import type { TokenizerFile } from './checkpoint/checkpoint.ts';

const TokenizerJson = z.object({ model: z.object({ type: z.string() }) });

/** The file that a folder's tokenizer is read from, with its kind where that needs no second look; null without one. */
export function tokenizerKind(files: readonly TokenizerFile[]): string | null {
  const name = TOKENIZER_FILES.find((one) => files.some((file) => file.name === one));
  if (name === undefined) return null;
  if (name.endsWith('.model')) return `${name} (sentencepiece)`;
  const file = files.find((one) => one.name === name);
  return name === 'tokenizer.json' && file !== undefined ? `${name} (${modelType(file.bytes)})` : name;
}

function modelType(bytes: Uint8Array): string {
  try {
    const content: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return TokenizerJson.safeParse(content).data?.model.type ?? 'unknown model';
  } catch {
    return 'unknown model';
  }
}
