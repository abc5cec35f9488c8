import type { LetterRates, Table } from '../../records.ts';
import { formatPercent } from '../percent.ts';
import { figure } from './figure.ts';
import { label, line, rect } from './svg.ts';

const WIDTH = 240;
const HEIGHT = 170;
const BASE = 146;
const TALLEST = 124;
const LEFT = 10;

interface PlottedRun {
  readonly id: string;
  readonly title: string;
  readonly letters: readonly LetterRates[];
  readonly numbers: Table;
}

/** Each letter with two bars: filled, how often it was chosen; outlined, how often it is the answer. */
export function letterBars({ id, title, letters, numbers }: PlottedRun): string {
  const rates = letters.flatMap(({ pickRate, goldRate }) => [pickRate ?? 0, goldRate ?? 0]);
  // Letters that all have a quarter would fill the drawing otherwise.
  const tallest = Math.max(0.5, ...rates);
  const step = (WIDTH - 2 * LEFT) / Math.max(1, letters.length);
  const wide = step * 0.36;
  const bar = (look: string, x: number, rate: number): string[] => {
    const height = (rate / tallest) * TALLEST;
    return [
      rect(look, { x, y: BASE - height, width: wide, height }),
      label('small mid', { x: x + wide / 2, y: BASE - height - 4 }, formatPercent(rate, 0)),
    ];
  };
  const drawing = {
    id,
    width: WIDTH,
    height: HEIGHT,
    title,
    description: letters.map(inWords).join(' '),
    content: [
      ...letters.flatMap(({ letter, pickRate, goldRate }, index) => {
        const x = LEFT + index * step + step * 0.12;
        return [
          ...(pickRate === null ? [] : bar('bar', x, pickRate)),
          ...(goldRate === null ? [] : bar('hollow', x + wide + 2, goldRate)),
          label('mid', { x: LEFT + (index + 0.5) * step, y: BASE + 16 }, letter),
        ];
      }),
      line('axis', { x1: LEFT, y1: BASE, x2: WIDTH - LEFT, y2: BASE }),
    ],
  };
  return figure(drawing, numbers);
}

function inWords({ letter, pickRate, goldRate }: LetterRates): string {
  const picked = pickRate === null ? 'not chosen' : `chosen in ${formatPercent(pickRate, 1)} %`;
  const gold = goldRate === null ? 'answers unknown' : `the answer in ${formatPercent(goldRate, 1)} %`;
  return `${letter}: ${picked}, ${gold}.`;
}
