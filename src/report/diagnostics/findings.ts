import type { Calibration, Diagnostics, LetterMass, Margins } from '../../records.ts';
import { percentText } from '../percent.ts';

/** What was measured, and what it came to, in words. */
export interface Finding {
  readonly measure: string;
  readonly found: string;
}

/** An exam's diagnostics as sentences, one a measure; what was not told is said too. */
export function findings({ letterMass, calibration, margins, outOfLine }: Diagnostics): Finding[] {
  return [
    { measure: 'Probability on the letters', found: massText(letterMass) },
    { measure: 'Calibration', found: calibrationText(calibration) },
    { measure: 'Margin', found: marginText(margins) },
    { measure: 'Near ties', found: nearTiesText(margins) },
    { measure: 'Within engine noise', found: noiseText(margins) },
    { measure: 'Subjects out of line', found: outOfLineText(outOfLine) },
  ];
}

function massText(mass: LetterMass | null): string {
  if (mass === null) return 'not known';
  const { questions, mean, low, median, belowHalf } = mass;
  const meaning = 2 * belowHalf > questions ? ', where it would rather write something else' : '';
  return `mean ${percentText(mean)}, median ${percentText(median)}, lowest twentieth below ${percentText(low)}; below one half in ${belowHalf} of ${questions} questions${meaning}`;
}

function calibrationText(calibration: Calibration | null): string {
  if (calibration === null) return 'no scored question with probabilities';
  const { ece, meanConfidence, accuracy, questions } = calibration;
  const side = meanConfidence > accuracy ? 'more' : 'less';
  const how = meanConfidence === accuracy ? '' : `: ${side} sure than right`;
  return `ECE ${percentText(ece)} over ${questions} questions; mean confidence ${percentText(meanConfidence)}, accuracy ${percentText(accuracy)}${how}`;
}

function marginText(margins: Margins | null): string {
  if (margins === null) return 'no question with a margin';
  const { low, median, high } = margins;
  return `median ${number(median)}; a twentieth below ${number(low)}, a twentieth above ${number(high)}`;
}

function nearTiesText(margins: Margins | null): string {
  if (margins === null) return 'no question with a margin';
  const { nearTies, nearTie, ties, questions } = margins;
  return `${nearTies} of ${questions} within ${nearTie}, a step of float16; ${ties} of them exact ties, where the first letter counts`;
}

function noiseText(margins: Margins | null): string {
  if (margins === null) return 'no question with a margin';
  const { couldFlip, noise, questions, couldLose, couldGain } = margins;
  return `${couldFlip} of ${questions} answers within ${noise} could flip in another float32 engine: ${couldLose} right ones could be lost, ${couldGain} wrong ones gained`;
}

function outOfLineText({ tested, subjects, alpha }: Diagnostics['outOfLine']): string {
  if (tested === 0) return 'fewer than two subjects with scored questions';
  const above = subjects.filter(
    ({ right, scored, othersRight, othersScored }) => right * othersScored > othersRight * scored,
  ).length;
  const found =
    subjects.length === 0 ? 'none' : `${above} above the others, ${subjects.length - above} below`;
  return `${found}, of ${tested} (Fisher's exact test against the other subjects, Holm p at most ${alpha})`;
}

/** Three digits are more than a spread needs. */
function number(value: number): string {
  return String(Number(value.toPrecision(3)));
}
