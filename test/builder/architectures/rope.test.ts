import { describe, expect, it } from 'vitest';
import { readRope } from '../../../src/builder/architectures/parts/rope/read-rope.ts';
import { InputError } from '../../../src/errors.ts';

const HEAD_DIM = 32;

/** What transformers 5.24.0 (ROPE_INIT_FUNCTIONS) makes of the same parameters. */
const YARN = [
  {
    parameters: {
      rope_type: 'yarn',
      factor: 4,
      original_max_position_embeddings: 64,
      rope_theta: 10_000,
    },
    contextLength: 256,
    magnitude: 1.138629436111989,
    frequencies: [
      1, 0.47799012064933777, 0.22135943174362183, 0.09780536592006683, 0.03999999910593033,
      0.014058532193303108, 0.007905694656074047, 0.004445698577910662, 0.0024999999441206455,
      0.0014058533124625683, 0.0007905694656074047, 0.00044456985779106617, 0.0002500000118743628,
      0.00014058532542549074, 7.905694656074047e-5, 4.4456985051510856e-5,
    ],
  },
  {
    parameters: {
      rope_type: 'yarn',
      factor: 8,
      original_max_position_embeddings: 4096,
      rope_theta: 1_000_000,
      mscale: 1,
      mscale_all_dim: 0.8,
      beta_fast: 24,
      beta_slow: 2,
      truncate: false,
    },
    contextLength: 32_768,
    magnitude: 1.0356570849393496,
    frequencies: [
      1, 0.4216965138912201, 0.17782793939113617, 0.07498941570520401, 0.029929757118225098,
      0.008566701784729958, 0.0019027497619390488, 0.00029642172739841044, 0.0001250000059371814,
      5.271206100587733e-5, 2.2228492525755428e-5, 9.373678039992228e-6, 3.9528467823402025e-6,
      1.6669017668391461e-6, 7.029266839708725e-7, 2.964217173939687e-7,
    ],
  },
];

describe('yarn', () => {
  it.each(YARN)(
    "has transformers' frequencies and magnitude for $parameters",
    ({ parameters, contextLength, ...expected }) => {
      const rope = readRope({ rope_parameters: parameters }, { headDim: HEAD_DIM, contextLength });
      expect(rope.magnitude).toBeCloseTo(expected.magnitude, 12);
      expect(rope.frequencies).toHaveLength(expected.frequencies.length);
      for (const [index, frequency] of expected.frequencies.entries()) {
        // Two units in the last place of float32.
        expect(Math.abs((rope.frequencies[index] ?? 0) / frequency - 1)).toBeLessThan(2.4e-7);
      }
    },
  );
});

describe('longrope', () => {
  const factors = Array.from({ length: HEAD_DIM / 2 }, (_, index) => 1 + index);
  const scaling = { type: 'su', short_factor: factors, long_factor: factors.map((factor) => 2 * factor) };
  const config = { rope_scaling: scaling, original_max_position_embeddings: 4096 };
  const heads = { headDim: HEAD_DIM, contextLength: 131_072 };

  it('has the magnitude of Phi-3-mini-128k, whose context grew by 2^5 from 2^12, and two lists of frequencies, the second above the border', () => {
    const rope = readRope(config, heads);
    expect(rope.magnitude).toBeCloseTo(Math.sqrt(1 + 5 / 12), 12);
    expect(rope.long?.above).toBe(4096);
    for (const [index, frequency] of rope.frequencies.entries()) {
      expect(rope.long?.frequencies[index]).toBeCloseTo(frequency / 2, 7);
    }
  });

  it('has one list where the context ends at the border', () => {
    expect(readRope(config, { ...heads, contextLength: 4096 }).long).toBeNull();
  });
});

describe('dynamic', () => {
  it('is plain, since no sequence is longer than the context', () => {
    const heads = { headDim: HEAD_DIM, contextLength: 2048 };
    const dynamic = readRope({ rope_scaling: { type: 'dynamic', factor: 2 } }, heads);
    expect(dynamic).toEqual(readRope({}, heads));
  });
});

describe('rotary on part of a head', () => {
  const config = { rope_parameters: { rope_type: 'default', partial_rotary_factor: 0.75 } };

  it('is refused where the architecture turns whole heads', () => {
    expect(() => readRope(config, { headDim: HEAD_DIM, contextLength: 64 })).toThrow(InputError);
  });
});
