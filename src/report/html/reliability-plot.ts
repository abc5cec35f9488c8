import type { Calibration, Table } from '../../records.ts';
import { percentText } from '../percent.ts';
import { figure } from './figure.ts';
import { label, line, place, rect } from './svg.ts';

const SIZE = 240;
const LEFT = 36;
const TOP = 8;
const SIDE = 190;
/** Radius of a bin that holds every question; its area is its share of them. */
const RADIUS = 16;

const AXES = 'plot-axes';

interface PlottedRun {
  readonly id: string;
  readonly title: string;
  readonly calibration: Calibration;
  readonly numbers: Table;
}

/** Accuracy by confidence: bars of the bins, a dot at each bin's mean confidence, and the line of perfect calibration. */
export function reliabilityPlot({ id, title, calibration, numbers }: PlottedRun): string {
  const { ece, questions, meanConfidence, accuracy, bins } = calibration;
  const filled = bins.flatMap(({ low, high, questions: own, confidence, accuracy: share }) =>
    confidence === null || share === null ? [] : [{ low, high, own, confidence, share }],
  );
  const drawing = {
    id,
    width: SIZE,
    height: SIZE,
    title: `${title}: ECE ${percentText(ece)}`,
    description: `Mean confidence ${percentText(meanConfidence)}, accuracy ${percentText(accuracy)}, over ${questions} questions in ${filled.length} bins with questions.`,
    content: [
      `<use href="#${AXES}"/>`,
      ...filled.map(({ low, high, share }) =>
        rect('bar', {
          x: across(low) + 1,
          y: up(share),
          width: (high - low) * SIDE - 2,
          height: share * SIDE,
        }),
      ),
      ...filled.map(
        ({ own, confidence, share }) =>
          `<circle class="dot" cx="${place(across(confidence))}" cy="${place(up(share))}" r="${place(Math.max(2, RADIUS * Math.sqrt(own / questions)))}"/>`,
      ),
    ],
  };
  return figure(drawing, numbers);
}

/** What all plots have in common, once on a page: axes, and the diagonal of perfect calibration. */
export function plotAxes(): string {
  return [
    '<svg class="store" width="0" height="0" aria-hidden="true">',
    `<defs><g id="${AXES}">`,
    line('diagonal', { x1: across(0), y1: up(0), x2: across(1), y2: up(1) }),
    ...[0, 0.5, 1].flatMap((share) => [
      line('grid', { x1: across(share), y1: up(0), x2: across(share), y2: up(1) }),
      line('grid', { x1: across(0), y1: up(share), x2: across(1), y2: up(share) }),
      label('tick mid', { x: across(share), y: up(0) + 14 }, String(share * 100)),
      label('tick end', { x: LEFT - 5, y: up(share) + 4 }, String(share * 100)),
    ]),
    label('tick mid', { x: across(0.5), y: SIZE - 8 }, 'confidence, %'),
    `<text class="tick mid" transform="translate(10 ${place(up(0.5))}) rotate(-90)">accuracy, %</text>`,
    '</g></defs></svg>',
  ].join('\n');
}

function across(share: number): number {
  return LEFT + share * SIDE;
}

function up(share: number): number {
  return TOP + (1 - share) * SIDE;
}
