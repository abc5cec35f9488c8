import type { Metadata } from '../metadata.ts';
import type { StoredTensor } from '../parts.ts';
import type { Undo } from '../undo.ts';

/** What a config is made of. */
export interface GgufModel {
  readonly metadata: Metadata;
  /** Under ggml's names. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** The values of a small tensor such as a rotary table; null where the file has none of the name. */
  table(name: string): readonly number[] | null;
}

/** Hugging Face names of ggml's parts, both without `.weight` or `.bias`. */
export type PartNames = Readonly<Record<string, string>>;

/** How llama.cpp's converter stores the checkpoints of a model type, and so how to get back what was published. */
export interface GgufArchitecture {
  /** `general.architecture`. */
  readonly name: string;
  /** Of tensors outside of blocks. */
  readonly outer: PartNames;
  /** Of tensors in a block, below `layers`; a function where they depend on which there are. */
  readonly inner: PartNames | ((model: Pick<GgufModel, 'tensors'>) => PartNames);
  /** The name of the list of blocks, such as `model.layers`. */
  readonly layers: string;
  /** The Hugging Face config.json. Throws InputError where the metadata lack a number or have what can't be built. */
  config(model: GgufModel): Readonly<Record<string, unknown>>;
  /** How to take back what was done to a part (`attn_q` in `blk.0.attn_q.weight`); nothing was where it is left out. */
  undo?(part: string, rows: number, metadata: Metadata): Undo | null;
}

/**
 * The Hugging Face name and the part of one of ggml's tensors; names without a counterpart stay as they are, so that
 * the check for unknown tensors lists them.
 */
export function published(
  { outer, inner, layers }: GgufArchitecture,
  model: Pick<GgufModel, 'tensors'>,
): (name: string) => { name: string; part: string } {
  const outerNames = new Map(Object.entries(outer));
  const innerNames = new Map(Object.entries(typeof inner === 'function' ? inner(model) : inner));
  return (name) => {
    const [, block, part = '', kind = ''] = /^(?:blk\.(\d+)\.)?(\w+)\.(weight|bias)$/.exec(name) ?? [];
    const known = (block === undefined ? outerNames : innerNames).get(part);
    if (known === undefined) return { name, part: '' };
    const before = block === undefined ? '' : `${layers}.${block}.`;
    return { name: `${before}${known}.${kind}`, part };
  };
}
