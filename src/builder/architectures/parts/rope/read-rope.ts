import { z } from 'zod';
import { InputError } from '../../../../errors.ts';
import { readConfig, rotatedDimensions } from '../config.ts';
import { divided, linear, llama3, plain } from './frequencies.ts';
import { longrope } from './longrope.ts';
import type { Rope, RopeKind } from './rope.ts';
import { yarn } from './yarn.ts';

/** Every kind whose frequencies are the same for all positions of a sequence, by its name in config.json. */
const KINDS: ReadonlyMap<string, RopeKind> = new Map([
  ['default', plain],
  ['linear', linear],
  // Plain up to the context, and stretched by the length of each longer sequence, which no prompt may have.
  ['dynamic', plain],
  ['llama3', llama3],
  ['divisors', divided],
  ['yarn', yarn],
  ['longrope', longrope],
  // The name of longrope in the first Phi-3 configs.
  ['su', longrope],
]);

const Positive = z.number().positive();
const Top = z.object({
  rope_theta: Positive.nullish(),
  rope_scaling: z.unknown().optional(),
  rope_parameters: z.unknown().optional(),
  original_max_position_embeddings: Positive.nullish(),
});
const Values = z.object({
  rope_type: z.string().optional(),
  type: z.string().optional(),
  rope_theta: Positive.optional(),
  original_max_position_embeddings: Positive.nullish(),
});

const Partial = z.object({ partial_rotary_factor: Positive.max(1).nullish() });
const AnyPartial = Partial.extend({ rope_parameters: Partial.nullish() });

/** Dimensions of a head that turn by `partial_rotary_factor`, which newer configs have among `rope_parameters`; InputError where odd. */
export function turnedPart(config: unknown, headDim: number): number {
  const read = readConfig(AnyPartial, config);
  const factor = read.rope_parameters?.partial_rotary_factor ?? read.partial_rotary_factor ?? 1;
  return rotatedDimensions(Math.floor(headDim * factor), headDim);
}

/** What a family says of the heads that turn. */
interface TurnedHeads {
  readonly headDim: number;
  readonly contextLength: number;
  /** The first so many dimensions of a head turn; all by default, and then a config that says otherwise is refused. */
  readonly dimensions?: number;
}

/**
 * The rotary embedding of a config.json's object: `rope_theta` with `rope_scaling` {type or rope_type, ...}, or the
 * `rope_parameters` of transformers 5; theta is 10000 where none is given (the LLaMA configs of 2023 have none).
 * Throws InputError for unknown kinds, and where a kind lacks its numbers.
 */
export function readRope(config: unknown, { headDim, contextLength, dimensions }: TurnedHeads): Rope {
  const top = readConfig(Top, config);
  const values = top.rope_parameters ?? top.rope_scaling ?? {};
  const read = readConfig(Values, values);
  const type = read.rope_type ?? read.type ?? 'default';
  if (dimensions === undefined && turnedPart(config, headDim) !== headDim) {
    throw new InputError(
      'config.json of the checkpoint has a partial_rotary_factor, and its architecture turns whole heads',
    );
  }
  const kind = KINDS.get(type);
  if (kind === undefined) {
    throw new InputError(
      `The rotary scaling "${type}" can't be built; known: ${[...KINDS.keys()].join(', ')}`,
    );
  }
  return kind(values, {
    dimensions: dimensions ?? headDim,
    theta: read.rope_theta ?? top.rope_theta ?? 10_000,
    context: contextLength,
    originalContext: top.original_max_position_embeddings ?? read.original_max_position_embeddings ?? null,
  });
}
