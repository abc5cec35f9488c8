import type { QuestionId, Score, ScoreKind, Suffix, TokenGroup } from '../records.ts';
import { type Backend, commonLength } from './backend.ts';

export interface FakeOptions {
  readonly contextLength?: number;
  readonly replicas?: number;
  /** Questions that fail, with the reason. */
  readonly fail?: ReadonlyMap<QuestionId, string>;
  /** Questions whose first letter scores NaN, as from a model that overflows. */
  readonly notANumber?: ReadonlySet<QuestionId>;
  /** Milliseconds before each score. */
  readonly delay?: number;
}

/**
 * A backend without a model, for tests and for trying a run: scores are a hash of the whole prompt's ids and of the
 * letter's, so they depend on nothing else, and where a prompt is cut into prefix and suffix changes no bit of them.
 */
export function fakeBackend(options: FakeOptions = {}): Backend {
  const contextLength = options.contextLength ?? 4096;
  return {
    name: 'fake',
    contextLength,
    replicas: options.replicas ?? 1,
    async *score(groups, signal) {
      let ready: readonly number[] = [];
      for (const group of groups) {
        for (const suffix of group.suffixes.filter(({ silent }) => silent !== true)) {
          if (options.delay !== undefined) await wait(options.delay);
          if (signal.aborted) return;
          const reused = commonLength(ready, group.prefix);
          const score = scoreOf(group, suffix, { options, contextLength, reused });
          if (score.tokensComputed > 0) ready = group.prefix;
          yield score;
        }
      }
    },
    close: () => Promise.resolve(),
  };
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

interface Circumstances {
  readonly options: FakeOptions;
  readonly contextLength: number;
  /** Tokens of the prefix that need not be computed. */
  readonly reused: number;
}

function scoreOf(
  group: TokenGroup,
  suffix: Suffix,
  { options, contextLength, reused }: Circumstances,
): Score {
  const { questionId, letterIds } = suffix;
  const ids = [...group.prefix, ...suffix.ids];
  const needed = ids.length + Math.max(...letterIds.map((own) => own.length));
  const reason =
    needed > contextLength
      ? `The prompt and its letter have ${needed} tokens, more than the ${contextLength} of the context.`
      : options.fail?.get(questionId);
  if (reason !== undefined) {
    return { questionId, status: 'failed', reason, tokensComputed: 0, tokensReused: 0, milliseconds: 0 };
  }
  const state = mix(ids, SEED);
  const scores = letterIds.map((own) => own.reduce((sum, id) => sum + tokenScore(state, id, group.kind), 0));
  if (options.notANumber?.has(questionId) === true) scores[0] = Number.NaN;
  return {
    questionId,
    status: 'scored',
    kind: group.kind,
    scores,
    letterMass: fraction(state),
    tokensComputed: ids.length - reused,
    tokensReused: reused,
    milliseconds: options.delay ?? 0,
  };
}

/** Offset basis and prime of the 32-bit FNV-1a hash. */
const SEED = 0x811c9dc5;
const PRIME = 0x01000193;

function mix(values: readonly number[], seed: number): number {
  return values.reduce((hash, value) => Math.imul(hash ^ value, PRIME), seed) >>> 0;
}

/** A hash as a number from 0 up to, but not including, 1. */
function fraction(hash: number): number {
  return hash / 2 ** 32;
}

/** A logit from -10 to 10, or a log-probability from -20 to 0. */
function tokenScore(state: number, id: number, kind: ScoreKind): number {
  const high = kind === 'logit' ? 10 : 0;
  return high - 20 * fraction(mix([id, id], state));
}
