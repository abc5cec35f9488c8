import { type Answer, sameAnswers } from '../score/pass.ts';
import { type Spread, spreadOf } from '../score/spread.ts';

/** What one round of a side came to. */
export interface Turn {
  readonly version: string;
  /** From the texts to the letters, with the model loaded. */
  readonly seconds: number;
  readonly promptTokens: number;
  readonly answers: readonly Answer[];
}

/** One program, or one precision of fiveshot, and its turns, at least one. */
export interface Side {
  readonly name: string;
  readonly turns: readonly Turn[];
}

/** A side in figures. */
export interface SideFigures {
  readonly name: string;
  /** Of the program. */
  readonly version: string;
  readonly questionsPerSecond: Spread;
  /** By the side's own tokenizer. */
  readonly promptTokens: number;
  /** Questions of the last turn that have the letter of the first side. */
  readonly sameAnswers: { readonly same: number; readonly of: number };
  /** How many times as fast as each peer. */
  readonly timesAsFastAs: Readonly<Record<string, Spread>>;
}

/** Compares fiveshot's sides and the peers' with the peers. A ratio is of turns of one round, so that both met the same machine. */
export function compareSides(own: readonly Side[], peers: readonly Side[]): readonly SideFigures[] {
  const reference = own[0]?.turns.at(-1)?.answers ?? [];
  return [...own, ...peers].map((side) => ({
    name: side.name,
    version: side.turns[0]?.version ?? '',
    questionsPerSecond: spreadOf(side.turns.map(({ seconds, answers }) => answers.length / seconds)),
    promptTokens: side.turns[0]?.promptTokens ?? 0,
    sameAnswers: sameAnswers(side.turns.at(-1)?.answers ?? [], reference),
    timesAsFastAs: Object.fromEntries(
      peers.filter((peer) => peer !== side).map((peer) => [peer.name, timesAsFast(side, peer)]),
    ),
  }));
}

function timesAsFast(side: Side, peer: Side): Spread {
  return spreadOf(
    side.turns.map(({ seconds }, round) => (peer.turns[round]?.seconds ?? Number.NaN) / seconds),
  );
}
