import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const LETTERS = ['A', 'B', 'C', 'D'];

interface Row {
  readonly question: string;
  readonly choices: readonly string[];
  /** Place of the right letter. */
  readonly answer: number;
}

const row = (part: string, index: number): Row => ({
  question: ` How many ${part} has creature ${index}?`,
  choices: [index, index + 1, index + 2, index + 3].map(String),
  answer: index % 4,
});

const DEV = Array.from({ length: 5 }, (_, index) => row('legs', index));
/** Questions of the test split of anatomy. */
export const TEST = Array.from({ length: 6 }, (_, index) => row('eyes', index));

/** MMLU's anatomy in its published form, with questions of our own. */
export function writeMmlu(folder: string): void {
  write(join(folder, 'mmlu/dev/anatomy_dev.csv'), csv(DEV));
  write(join(folder, 'mmlu/test/anatomy_test.csv'), csv(TEST));
}

/** The answers of a made model: right but for every third question, where the next letter is likelier. */
export const CHOSEN = TEST.map(({ answer }, index) => (index % 3 === 2 ? (answer + 1) % 4 : answer));

function csv(rows: readonly Row[]): string {
  return rows
    .map(({ question, choices, answer }) => `${[question, ...choices, LETTERS[answer]].join(',')}\n`)
    .join('');
}

/** lm-eval's text of a question, by its own template of mmlu. */
function lmEvalText({ question, choices }: Row): string {
  const options = choices.map((choice, place) => `${LETTERS[place]}. ${choice}\n`).join('');
  return `${question.trim()}\n${options}Answer:`;
}

/** A line of lm-eval's samples of mmlu_anatomy. */
export function lmEvalLine(
  index: number,
  { shots = 5 }: { readonly shots?: number } = {},
): Record<string, unknown> {
  const own = TEST[index] as Row;
  const solved = DEV.slice(0, shots).map((one) => `${lmEvalText(one)} ${LETTERS[one.answer]}\n\n`);
  const context = `The following are multiple choice questions (with answers) about anatomy.\n\n${solved.join('')}${lmEvalText(own)}`;
  const values = LETTERS.map((_, place) => (place === CHOSEN[index] ? -0.5 : -3 - place));
  return {
    doc_id: index,
    doc: { ...own, subject: 'anatomy' },
    target: String(own.answer),
    arguments: Object.fromEntries(
      LETTERS.map((letter, place) => [`gen_args_${place}`, { arg_0: context, arg_1: ` ${letter}` }]),
    ),
    filtered_resps: values.map((value) => [String(value), 'False']),
    filter: 'none',
    acc: CHOSEN[index] === own.answer ? 1 : 0,
  };
}

export const SAMPLES = 'samples_mmlu_anatomy_2026-01-02T03-04-05.678901.jsonl';

/** A folder as lm-eval leaves it; the results file says what is not null. */
export function writeLmEval(
  folder: string,
  lines: readonly object[],
  results: object | null = {
    model_name: 'org/made',
    'n-shot': { mmlu_anatomy: 5 },
    lm_eval_version: '0.4.13',
  },
): void {
  write(join(folder, SAMPLES), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  if (results !== null)
    write(join(folder, 'results_2026-01-02T03-04-05.678901.json'), JSON.stringify(results));
}

/** A question as OpenCompass' perplexity inferencer writes it under mmlu_ppl_ac766d. */
export function perplexity(index: number): Record<string, unknown> {
  const text = ({ question, choices }: Row): string =>
    `${question}\n${choices.map((choice, place) => `${LETTERS[place]}. ${choice}\n`).join('')}Answer: `;
  const own = TEST[index] as Row;
  const solved = DEV.map((one) => `${text(one)}${LETTERS[one.answer]}\n\n`).join('');
  const hint = 'The following are multiple choice questions (with answers) about  anatomy.\n\n';
  const labels = LETTERS.map((letter, place) => {
    const item = `${text(own)}${letter}`;
    const PPL = place === CHOSEN[index] ? 1.5 : 1.75 + place / 16;
    return [`label: ${letter}`, { 'testing input': hint + item, prompt: hint + solved + item, PPL }];
  });
  const letter = LETTERS[CHOSEN[index] ?? 0];
  return { ...Object.fromEntries(labels), prediction: letter, gold: LETTERS[own.answer] };
}

export function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
