import type { JournalEntry } from '../records.ts';
import type { PairKind, PairRow, PairsAnswer, PairSide } from './answers.ts';
import type { PAIR_ORDERS, PairsQuery } from './queries.ts';
import { compareMargins, type IndexedEntry, negative, type RunIndex } from './run-index.ts';

/** A question of either run, with both runs' answers. */
interface Pair {
  readonly id: string;
  readonly exam: string;
  readonly subject: string;
  readonly searched: string;
  readonly kind: PairKind;
  readonly a: JournalEntry | null;
  readonly b: JournalEntry | null;
  /** The smaller of the two margins: how sure both were. Null where either has none. */
  readonly margin: number | null;
}

type PairOrder = (typeof PAIR_ORDERS)[number];

/** The questions of two runs, each with its kind, in every order that was asked for. */
export interface PairIndex {
  ordered(order: PairOrder): readonly Pair[];
}

/** Pairs two runs' answers once: A's questions in the order of its journal, then those that only B has. */
export function indexPairs(a: RunIndex, b: RunIndex): PairIndex {
  const onlyInB = b.ordered('journal').filter(({ entry }) => !a.byId.has(entry.id));
  const pairs = [
    ...a.ordered('journal').map((one) => pairOf(one, one.entry, b.byId.get(one.entry.id)?.entry ?? null)),
    ...onlyInB.map((one) => pairOf(one, null, one.entry)),
  ];
  const kept = new Map<PairOrder, readonly Pair[]>([['journal', pairs]]);
  return {
    ordered(order) {
      const sign = order === 'margin-down' ? negative : (margin: number | null) => margin;
      const found =
        kept.get(order) ??
        pairs.toSorted((one, other) => compareMargins(sign(one.margin), sign(other.margin)));
      kept.set(order, found);
      return found;
    },
  };
}

function pairOf(
  { entry, exam, subject, searched }: IndexedEntry,
  a: JournalEntry | null,
  b: JournalEntry | null,
): Pair {
  const margins = [a?.margin ?? null, b?.margin ?? null].filter((margin) => margin !== null);
  const margin = margins.length === 2 ? Math.min(...margins) : null;
  return { id: entry.id, exam, subject, searched, kind: kindOf(a, b), a, b, margin };
}

/** Without an answer of both there is nothing to compare; a failed question is no wrong one. */
function kindOf(a: JournalEntry | null, b: JournalEntry | null): PairKind {
  if (a === null || b === null || a.chosen === null || b.chosen === null) return 'not-compared';
  if (a.chosen === b.chosen) return 'same-letter';
  if (a.outcome === 'right') return 'only-a';
  return b.outcome === 'right' ? 'only-b' : 'other-letters';
}

const DIFFERENT: ReadonlySet<PairKind> = new Set(['only-a', 'only-b', 'other-letters']);

/** The questions of two runs that pass a query's filters: how many, and one page of them. */
export function findPairs(index: PairIndex, query: Omit<PairsQuery, 'a' | 'b'>): PairsAnswer {
  const kinds: Record<PairKind, number> = {
    'only-a': 0,
    'only-b': 0,
    'other-letters': 0,
    'same-letter': 0,
    'not-compared': 0,
  };
  const search = query.search?.toLowerCase();
  const rows: PairRow[] = [];
  let total = 0;
  for (const pair of index.ordered(query.sort)) {
    if (query.exam !== undefined && pair.exam !== query.exam) continue;
    if (query.subject !== undefined && pair.subject !== query.subject) continue;
    if (search !== undefined && !pair.searched.includes(search)) continue;
    kinds[pair.kind]++;
    if (!isAsked(pair.kind, query.kind)) continue;
    if (total >= query.offset && rows.length < query.limit) rows.push(rowOf(pair));
    total++;
  }
  return { total, offset: query.offset, kinds, rows };
}

function isAsked(kind: PairKind, asked: PairsQuery['kind']): boolean {
  if (asked === undefined) return true;
  return asked === 'differ' ? DIFFERENT.has(kind) : kind === asked;
}

function rowOf({ id, kind, a, b }: Pair): PairRow {
  return { id, gold: (a ?? b)?.gold ?? null, kind, a: sideOf(a), b: sideOf(b) };
}

function sideOf(entry: JournalEntry | null): PairSide | null {
  if (entry === null) return null;
  const { chosen, outcome, margin } = entry;
  return { chosen, outcome, margin };
}
