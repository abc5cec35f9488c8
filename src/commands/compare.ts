import { InputError } from '../errors.ts';
import { CHOSEN_EXAMS_FLAG, chosenExams } from './chosen-exams.ts';
import { command } from './command.ts';
import { formatFlags } from './format-flags.ts';

/** `fiveshot compare`: paired tests of two runs over the same questions; can fail a build. */
export const compare = command({
  usage: 'compare <a> <b>',
  describe: 'Compare two runs question by question',
  positionals: {
    a: { type: 'string', demandOption: true, describe: 'run folder to compare with' },
    b: { type: 'string', demandOption: true, describe: 'run folder that may be better or worse' },
  },
  flags: {
    tasks: CHOSEN_EXAMS_FLAG,
    ...formatFlags,
    gate: { type: 'boolean', default: false, describe: 'exit 1 where B is significantly worse in an exam' },
    junit: { type: 'string', describe: "also write the gate's judgement to this JUnit file" },
    alpha: { type: 'number', default: 0.05, describe: 'largest p that is called a difference' },
    'max-uncompared': {
      type: 'number',
      default: 1,
      describe: 'largest percentage of questions asked but not compared with which the gate can pass',
    },
  },
  examples: [
    ['compare runs/2f6c… runs/91d0…', 'is the second run better than the first?'],
    ['compare main new --gate --alpha 0.01', 'for CI'],
  ],
  async run({ a, b, tasks, format, json, gate, junit, alpha, maxUncompared }) {
    assertAlpha(alpha);
    assertMaxUncompared(maxUncompared);
    if (junit !== undefined && !gate) {
      throw new InputError('--junit writes what the gate says: add --gate, or leave --junit out.');
    }
    const [{ readStoredRun }, { compareRuns }, text, { printAs }, { passGate }] = await Promise.all([
      import('./stored-run.ts'),
      import('./compare-runs.ts'),
      import('../report/comparison-text.ts'),
      import('./print-as.ts'),
      import('./gate.ts'),
    ]);
    const [inA, inB] = chosenExams({ a: await readStoredRun(a), b: await readStoredRun(b), tasks });
    const comparison = compareRuns(inA, inB, {
      alpha,
      maxUncompared: maxUncompared / 100,
    });
    if (junit !== undefined) {
      const { writeNamedFile } = await import('./write-file.ts');
      const { comparisonAsJunit } = await import('../report/comparison-junit.ts');
      await writeNamedFile(junit, comparisonAsJunit(comparison));
    }
    printAs(comparison, json === true ? 'json' : format, {
      json: text.comparisonAsJson,
      markdown: text.comparisonAsMarkdown,
      terminal: text.comparisonForTerminal,
    });
    return gate ? passGate(comparison) : 0;
  },
});

function assertAlpha(alpha: number): void {
  if (alpha > 0 && alpha < 1) return;
  // yargs reads a number flag that has no number in it as NaN.
  const is = Number.isNaN(alpha) ? 'is not a number' : `is ${alpha}`;
  throw new InputError(`--alpha ${is}: it must be more than 0 and less than 1.`);
}

function assertMaxUncompared(percent: number): void {
  if (percent >= 0 && percent <= 100) return;
  const is = Number.isNaN(percent) ? 'is not a number' : `is ${percent}`;
  throw new InputError(`--max-uncompared ${is}: it must be a percentage from 0 to 100.`);
}
