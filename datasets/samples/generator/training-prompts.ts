import { benchmarks } from '../../../src/benchmarks/index.ts';
import { makeQuestion as questionRecord } from '../../../src/datasets/question.ts';
import { card1 } from '../../../src/recipes/card-1.ts';
import type { Layout } from '../../../src/recipes/recipe.ts';
import type { BenchmarkId, Question } from '../../../src/records.ts';
import { examItem, someTwist } from './exam-item.ts';
import { makeQuestion, type Letter } from './made-question.ts';
import { createRandom, type Random } from './random.ts';
import { sampleSubjects, type SampleSubject } from './subjects.ts';

/** A whole prompt of recipe card-1 with its answer, out of the train pool. */
export interface TrainingPrompt {
  readonly exam: BenchmarkId;
  readonly subject: string;
  /** Header, solved shots, item and the item's answer letter. */
  readonly text: string;
  /** Where the answer letters stand in the text, in characters: one a shot and the item's, the text's last. */
  readonly letters: readonly number[];
}

export interface TrainingChoices {
  readonly count: number;
  readonly seed: number;
  readonly shots: number;
}

interface SubjectLayout {
  readonly subject: SampleSubject;
  readonly layout: Layout;
  readonly name: string;
}

/** Questions of the train pool in the prompts of recipe card-1, subject by chance; a prompt depends on the seed and its place. */
export function* trainingPrompts({ count, seed, shots }: TrainingChoices): Generator<TrainingPrompt> {
  const layouts = sampleSubjects.map(layoutOf);
  for (let index = 0; index < count; index++) {
    const random = createRandom(`train|${seed}|${index}`);
    yield trainingPrompt(random.pick(layouts), shots, random);
  }
}

function layoutOf(subject: SampleSubject): SubjectLayout {
  const rules = card1.benchmarks[subject.exam];
  const known = benchmarks
    .find(({ id }) => id === subject.exam)
    ?.subjects.find(({ id }) => id === subject.subject);
  if (rules === undefined || known === undefined) {
    throw new RangeError(`${subject.exam}/${subject.subject} is no subject of recipe ${card1.id}.`);
  }
  const name = rules.subjectName(subject.subject, known.displayName);
  return { subject, layout: rules.layout(subject.subject), name };
}

function trainingPrompt(
  { subject, layout, name }: SubjectLayout,
  shots: number,
  random: Random,
): TrainingPrompt {
  const letters: number[] = [];
  let text = layout.header(name);
  for (let shot = 0; shot < shots; shot++) {
    const { question, answer } = trainingQuestion(subject, random);
    const solved = layout.shot(question, answer, name);
    letters.push(text.length + solved.lastIndexOf(answer));
    text += solved;
  }
  const { question, answer } = trainingQuestion(subject, random);
  text += (layout.beforeItem ?? '') + layout.item(question, name) + layout.gap;
  letters.push(text.length);
  return { exam: subject.exam, subject: subject.subject, text: text + answer, letters };
}

function trainingQuestion(
  subject: SampleSubject,
  random: Random,
): { readonly question: Question; readonly answer: Letter } {
  const { language, families } = subject;
  const made = makeQuestion(random.pick(families), { random, language, pool: 'train' });
  const row = random.below(40);
  const item = examItem(made, { subject, row, random, twist: someTwist(subject, random) });
  const question = questionRecord({ set: 'train', index: row, ...item, answer: made.answer });
  return { question, answer: made.answer };
}
