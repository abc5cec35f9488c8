import { FormatError } from '../../errors.ts';
import { tokenizerSettings } from '../tokenizer-config.ts';
import type { Bos } from '../tokenizer.ts';
import type { SentencePieceModel } from './model-file.ts';

/** Classes of transformers, and of model repositories, that put BOS in front where add_bos_token is not said. */
const ADDING_CLASSES = new Set([
  'LlamaTokenizer',
  'LlamaTokenizerFast',
  'CodeLlamaTokenizer',
  'BaichuanTokenizer',
  'BaiChuanTokenizer',
  'InternLMTokenizer',
  'GemmaTokenizer',
]);

/**
 * What a sentencepiece tokenizer puts in front of a text. `add_bos_token` of tokenizer_config.json decides (Baichuan-7B's
 * says no), else its tokenizer_class; without one it is LLaMA's. The token is bos_token's, or the model's own bos_id.
 * Throws FormatError where BOS is asked for and there is none, and for malformed fields.
 */
export function sentencePieceBos(model: SentencePieceModel, config: unknown, where: string): Bos {
  const { addBos, bosToken, className } = tokenizerSettings(config, where);
  const own = model.pieces[model.bosId]?.type === 'control' ? model.bosId : -1;
  const named = bosToken === undefined ? own : model.pieces.findIndex(({ text }) => text === bosToken);
  if (addBos === true && named === -1) {
    throw new FormatError(
      `${where}/tokenizer_config.json asks for BOS (add_bos_token), but its bos_token ${JSON.stringify(bosToken ?? null)} is not in the vocabulary.`,
    );
  }
  const id = named === -1 ? own : named;
  const ids = id === -1 ? [] : [id];
  const byClass = ADDING_CLASSES.has(className ?? 'LlamaTokenizer');
  return { ids, addedByDefault: ids.length > 0 && (addBos ?? byClass) };
}
