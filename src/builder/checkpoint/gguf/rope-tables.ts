/** Divisors of the rotary frequencies; like the tables of longrope they become part of the config. */
export const ROPE_FREQUENCIES = 'rope_freqs.weight';
export const ROPE_LONG = 'rope_factors_long.weight';
export const ROPE_SHORT = 'rope_factors_short.weight';

/** Tensors that hold no trained weights. */
export const ROPE_TABLES: ReadonlySet<string> = new Set([ROPE_FREQUENCIES, ROPE_LONG, ROPE_SHORT]);
