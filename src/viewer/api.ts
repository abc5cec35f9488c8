import { InputError } from '../errors.ts';
import type { JournalEntry } from '../records.ts';
import { assertComparable } from '../results/comparable.ts';
import type { PairsAnswer, QuestionAnswer, QuestionsAnswer, RunsAnswer, TextsAnswer } from './answers.ts';
import { describeRun } from './describe-run.ts';
import { NotFoundError } from './not-found.ts';
import { findPairs, indexPairs, type PairIndex } from './pairs.ts';
import { noQuery, pairsQuery, parseQuery, questionQuery, questionsQuery } from './queries.ts';
import { assertPossible } from './possible.ts';
import { findQuestions } from './questions.ts';
import { type IndexedEntry, indexRun, type RunIndex, type ViewedRun } from './run-index.ts';

/** Finds a question's texts; the journal has none of them. */
export type FindTexts = (run: ViewedRun, entry: JournalEntry) => Promise<TextsAnswer>;

/** Answers an address of the viewer: the path below `/api/` and its parameters. */
export type Api = (name: string, parameters: URLSearchParams) => Promise<object>;

/**
 * The viewer's addresses over runs, which are indexed here, once.
 * An address throws InputError with one sentence for parameters that it does not take, NotFoundError for what there is not.
 */
export function createApi(runs: readonly ViewedRun[], findTexts: FindTexts): Api {
  const indexes = runs.map(indexRun);
  const described: RunsAnswer = { runs: indexes.map(describeRun) };
  const pairsOf = keptPairs(indexes);
  const answers: Readonly<Record<string, (parameters: URLSearchParams) => object | Promise<object>>> = {
    runs(parameters): RunsAnswer {
      parseQuery(noQuery, parameters);
      return described;
    },
    questions(parameters): QuestionsAnswer {
      const { run, ...query } = parseQuery(questionsQuery, parameters);
      const index = runAt(indexes, run);
      assertPossible(query, [index.run]);
      return findQuestions(index, query);
    },
    question(parameters): QuestionAnswer {
      const { run, id } = parseQuery(questionQuery, parameters);
      return { entry: questionOf(runAt(indexes, run), id).entry };
    },
    texts(parameters): Promise<TextsAnswer> {
      const { run, id } = parseQuery(questionQuery, parameters);
      const index = runAt(indexes, run);
      return findTexts(index.run, questionOf(index, id).entry);
    },
    pairs(parameters): PairsAnswer {
      const { a, b, ...query } = parseQuery(pairsQuery, parameters);
      const pairs = pairsOf(a, b);
      assertPossible(query, [runAt(indexes, a).run, runAt(indexes, b).run]);
      return findPairs(pairs, query);
    },
  };
  return async (name, parameters) => {
    const answer = Object.hasOwn(answers, name) ? answers[name] : undefined;
    if (answer === undefined) throw new NotFoundError('There is no such address here.');
    return answer(parameters);
  };
}

/** Pairs of two runs, made the first time that they are asked for. Refuses what `fiveshot compare` refuses. */
function keptPairs(indexes: readonly RunIndex[]): (a: number, b: number) => PairIndex {
  const kept = new Map<string, PairIndex>();
  return (a, b) => {
    const [inA, inB] = [runAt(indexes, a), runAt(indexes, b)];
    if (a === b) throw new InputError(`a and b are both run ${a}: give two runs to compare.`);
    const found = kept.get(`${a} ${b}`);
    if (found !== undefined) return found;
    assertComparable(inA.run.record, inB.run.record);
    const pairs = indexPairs(inA, inB);
    kept.set(`${a} ${b}`, pairs);
    return pairs;
  };
}

function runAt(indexes: readonly RunIndex[], run: number): RunIndex {
  const index = indexes[run];
  if (index === undefined) {
    throw new NotFoundError(`There is no run ${run}: the runs are numbered from 0 to ${indexes.length - 1}.`);
  }
  return index;
}

function questionOf({ run, byId }: RunIndex, id: string): IndexedEntry {
  const found = byId.get(id);
  if (found === undefined) {
    throw new NotFoundError(
      `${id} is not in the journal of run ${run.record.id}: take an id of /api/questions.`,
    );
  }
  return found;
}
