import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../../errors.ts';
import { GRAPH_NAMES, type GraphNames, MODEL_FILES } from '../../model-folder.ts';
import { ContextLength, Count, Width } from '../architectures/parts/config.ts';
import { readJson } from '../checkpoint/folder.ts';
import { contextLengthOf } from '../context-length.ts';

/** The configuration that onnxruntime-genai's model builder writes; it writes no config.json. */
export const GENAI_CONFIG = 'genai_config.json';

/** What the configuration beside a graph says. */
export interface ExportConfig {
  /** Name of the file. */
  readonly file: string;
  readonly modelType: string;
  readonly contextLength: number;
  /** Where the graph itself doesn't say them. */
  readonly layers: number | undefined;
  /** Of the queries. */
  readonly heads: number | undefined;
  readonly kvHeads: number | undefined;
  readonly headDim: number | undefined;
  readonly names: GraphNames;
}

/** Reads genai_config.json where there is one, else config.json. Throws InputError where neither says enough. */
export function readExportConfig(folder: string): ExportConfig {
  if (existsSync(join(folder, GENAI_CONFIG))) return readGenai(folder);
  if (!existsSync(join(folder, MODEL_FILES.config))) {
    throw new InputError(
      `${folder} has a graph and no ${MODEL_FILES.config}, which says what its model is; copy configuration and tokenizer files there.`,
    );
  }
  return readHuggingFace(folder);
}

/** The names that the families give to layers, heads and widths. */
const Config = z.object({
  model_type: z.string(),
  num_hidden_layers: Count.optional(),
  n_layer: Count.optional(),
  num_key_value_heads: Count.optional(),
  num_attention_heads: Count.optional(),
  n_head: Count.optional(),
  head_dim: Width.optional(),
  hidden_size: Width.optional(),
  n_embd: Width.optional(),
});

function readHuggingFace(folder: string): ExportConfig {
  const path = join(folder, MODEL_FILES.config);
  const content = readJson(path);
  const config = checked(Config, content, path);
  const contextLength = checked(ContextLength.nullable(), contextLengthOf(content), path);
  if (contextLength === null) {
    throw new InputError(
      `${path} doesn't say how many tokens the model takes; add "max_position_embeddings".`,
    );
  }
  const heads = config.num_attention_heads ?? config.n_head;
  const hidden = config.hidden_size ?? config.n_embd;
  return {
    file: MODEL_FILES.config,
    modelType: config.model_type,
    contextLength,
    layers: config.num_hidden_layers ?? config.n_layer,
    heads,
    kvHeads: config.num_key_value_heads ?? heads,
    headDim:
      config.head_dim ??
      (heads === undefined || hidden === undefined ? undefined : Math.floor(hidden / heads)),
    names: GRAPH_NAMES,
  };
}

/** Names of inputs and outputs are optional there, with the usual ones as defaults. */
const Name = z.string().max(200).optional();
const Genai = z.object({
  model: z.object({
    type: z.string(),
    context_length: ContextLength,
    decoder: z.object({
      filename: z.string(),
      head_size: Width.optional(),
      num_hidden_layers: Count.optional(),
      num_attention_heads: Count.optional(),
      num_key_value_heads: Count.optional(),
      inputs: z
        .object({
          input_ids: Name,
          attention_mask: Name,
          position_ids: Name,
          past_key_names: Name,
          past_value_names: Name,
        })
        .prefault({}),
      outputs: z.object({ logits: Name, present_key_names: Name, present_value_names: Name }).prefault({}),
    }),
  }),
});

function readGenai(folder: string): ExportConfig {
  const { type, context_length: contextLength, decoder } = genaiModel(folder);
  const { inputs, outputs } = decoder;
  return {
    file: GENAI_CONFIG,
    modelType: type,
    contextLength,
    layers: decoder.num_hidden_layers,
    heads: decoder.num_attention_heads,
    kvHeads: decoder.num_key_value_heads,
    headDim: decoder.head_size,
    names: {
      inputIds: inputs.input_ids ?? GRAPH_NAMES.inputIds,
      attentionMask: inputs.attention_mask ?? GRAPH_NAMES.attentionMask,
      positionIds: inputs.position_ids ?? GRAPH_NAMES.positionIds,
      pastKey: inputs.past_key_names ?? GRAPH_NAMES.pastKey,
      pastValue: inputs.past_value_names ?? GRAPH_NAMES.pastValue,
      logits: outputs.logits ?? GRAPH_NAMES.logits,
      presentKey: outputs.present_key_names ?? GRAPH_NAMES.presentKey,
      presentValue: outputs.present_value_names ?? GRAPH_NAMES.presentValue,
    },
  };
}

/** The decoder's file by genai_config.json. Throws InputError where it is not in the folder. */
export function genaiGraph(folder: string): string {
  const { filename } = genaiModel(folder).decoder;
  if (/[\\/]/.test(filename) || !existsSync(join(folder, filename))) {
    throw new InputError(
      `${join(folder, GENAI_CONFIG)} names the graph ${filename}, which is no file of that folder.`,
    );
  }
  return filename;
}

function genaiModel(folder: string): z.infer<typeof Genai>['model'] {
  const path = join(folder, GENAI_CONFIG);
  return checked(Genai, readJson(path), path).model;
}

function checked<T>(schema: z.ZodType<T>, content: unknown, path: string): T {
  const result = schema.safeParse(content);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const key = issue?.path.join('.') ?? '';
  throw new InputError(`${path} can't be used: ${key === '' ? 'the file' : key}: ${issue?.message}.`);
}
