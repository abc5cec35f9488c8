import type {
  BenchmarkId,
  JournalEntry,
  Outcome,
  OutcomeCounts,
  RecordedLetters,
  Split,
} from '../records.ts';

/** What the viewer's addresses answer with, as JSON. The page reads the same types. */

interface ViewedSubject {
  readonly subject: string;
  readonly split: Split;
  /** The exam's own grouping, or null where it has none. */
  readonly category: string | null;
  /** Questions in the journal, and how many the subject has. */
  readonly asked: number;
  readonly total: number;
}

export interface ViewedExam {
  readonly benchmark: BenchmarkId;
  readonly title: string;
  /** Whether its questions are fiveshot's samples and not the exam's own. */
  readonly samples: boolean;
  readonly letterRule: RecordedLetters;
  readonly subjects: readonly ViewedSubject[];
}

/** One run: what tells it from the others. */
export interface RunAnswer {
  /** Its number in all other addresses. */
  readonly run: number;
  readonly id: string;
  readonly folder: string;
  readonly model: string;
  readonly recipe: string;
  readonly precision: string;
  readonly shots: number;
  readonly limit: number | null;
  readonly started: string;
  readonly finished: string | null;
  readonly questions: number;
  readonly exams: readonly ViewedExam[];
}

export interface RunsAnswer {
  readonly runs: readonly RunAnswer[];
}

/** A line of the list of questions. */
export interface QuestionRow {
  readonly id: string;
  readonly chosen: string | null;
  readonly gold: string | null;
  readonly outcome: Outcome;
  readonly margin: number | null;
  /** Of the chosen letter, among the letters; null where there is no score. */
  readonly probability: number | null;
  readonly tie: boolean;
}

export interface QuestionsAnswer {
  /** Questions that pass all filters; `rows` are those from `offset` on. */
  readonly total: number;
  readonly offset: number;
  /** Questions that pass all filters but the outcome's. */
  readonly outcomes: OutcomeCounts;
  readonly rows: readonly QuestionRow[];
}

export interface QuestionAnswer {
  readonly entry: JournalEntry;
}

/** How two runs' answers to a question differ; each question has one kind. */
export type PairKind = 'only-a' | 'only-b' | 'other-letters' | 'same-letter' | 'not-compared';

/** One run's answer in a pair. */
export interface PairSide {
  readonly chosen: string | null;
  readonly outcome: Outcome;
  readonly margin: number | null;
}

export interface PairRow {
  readonly id: string;
  readonly gold: string | null;
  readonly kind: PairKind;
  /** Null where the run does not have the question. */
  readonly a: PairSide | null;
  readonly b: PairSide | null;
}

export interface PairsAnswer {
  readonly total: number;
  readonly offset: number;
  /** Questions that pass all filters but the kind's. */
  readonly kinds: Readonly<Record<PairKind, number>>;
  readonly rows: readonly PairRow[];
}

/** A question's texts as the data has them now, or why they can't be shown. */
export type TextsAnswer = FoundTexts | MissingTexts;

export interface FoundTexts {
  readonly found: true;
  readonly passage: string | null;
  readonly stem: string;
  /** In letter order; empty where the stem itself holds the options. */
  readonly options: readonly string[];
  readonly prompt: string;
  readonly shotIds: readonly string[];
  /** Whether the prompt has the hash that the journal names: then it is the text that was asked, byte for byte. */
  readonly asAsked: boolean;
  /** What a reader of the texts must know. */
  readonly warnings: readonly string[];
  /** Folder or archive that the texts were read from. */
  readonly location: string;
}

export interface MissingTexts {
  readonly found: false;
  /** One sentence. */
  readonly why: string;
  /** The command that prints the prompt once the data is there. */
  readonly command: string;
}

export interface FaultAnswer {
  /** One sentence. */
  readonly error: string;
}
