import { InputError } from '../../../../errors.ts';
import type { GgufArchitecture } from './architecture.ts';
import { decoderSizes } from './decoder-config.ts';
import { llama } from './llama.ts';

/** Layers of the 13B models, by which llama.cpp knows them. */
const LAYERS_13B = 40;

/** Rows of the embedding of all Baichuan2 models. */
const VOCABULARY_2 = 125_696;

/** Baichuan-7B: the converter takes its fused rows apart, after which it is a LLaMA in graph and names. */
export const baichuan: GgufArchitecture = {
  ...llama,
  name: 'baichuan',
  config(model) {
    const { layers, vocabulary } = decoderSizes(model);
    if (layers === LAYERS_13B || vocabulary === VOCABULARY_2) {
      throw new InputError(
        `The GGUF file is a Baichuan with ${layers} layers and a vocabulary of ${vocabulary}; only Baichuan-7B can be built from ` +
          'GGUF (13B has ALiBi, Baichuan2 an output matrix that the file may hold normalised or not), so build from the published checkpoint',
      );
    }
    return llama.config(model);
  },
};
