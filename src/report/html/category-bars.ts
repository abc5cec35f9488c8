import type { GroupSummary, Summary, Table } from '../../records.ts';
import { intervalCell } from '../interval-cell.ts';
import { formatPercent } from '../percent.ts';
import { figure } from './figure.ts';
import type { ExamRuns } from './labelled-runs.ts';
import { label, line, rect, shortened } from './svg.ts';

const WIDTH = 760;
const LEFT = 250;
const RIGHT = 620;
const ROW = 18;
const HEADING = 24;
const TOP = 20;
/** Characters that fit the margin at the drawing's type size. */
const NAME = 34;

interface Bar {
  readonly label: string;
  readonly group: GroupSummary;
  readonly summary: Summary;
}

/** An exam's averages as bars with their intervals, one block a column of the card and one bar a run. */
export function categoryBars({ id, title, rows }: ExamRuns): string {
  const columns = (rows[0]?.summary.groups ?? []).filter((group) => group.onCard).map(({ name }) => name);
  const blocks = columns.map((name) => ({
    name,
    bars: rows.flatMap(({ label: run, summary }): Bar[] => {
      const group = summary.groups.find((one) => one.onCard && one.name === name);
      return group === undefined ? [] : [{ label: run, group, summary }];
    }),
  }));
  const content: string[] = [];
  let y = TOP;
  for (const { name, bars } of blocks) {
    // One run's bars are named by their column and need no heading.
    if (rows.length > 1) {
      content.push(label('head', { x: 8, y: y + 16 }, name));
      y += HEADING;
    }
    for (const bar of bars) {
      content.push(...drawnBar(bar, rows.length > 1 ? bar.label : name, y));
      y += ROW;
    }
  }
  const drawing = {
    id: `bars-${id}`,
    width: WIDTH,
    height: y + 6,
    title: `${title}: averages with 95 % intervals`,
    description: descriptionOf(blocks),
    content: [...axis(y), ...content],
  };
  return figure(drawing, numbers(title, blocks));
}

function axis(bottom: number): string[] {
  return [0, 25, 50, 75, 100].flatMap((percent) => [
    line('grid', { x1: at(percent / 100), y1: TOP, x2: at(percent / 100), y2: bottom }),
    label('tick mid', { x: at(percent / 100), y: 12 }, `${percent} %`),
  ]);
}

function drawnBar({ group, summary }: Bar, name: string, y: number): string[] {
  const { accuracy, interval } = group;
  const middle = y + ROW / 2;
  const named = label('end', { x: LEFT - 8, y: middle + 4 }, shortened(name, NAME));
  if (accuracy === null)
    return [named, label('faint', { x: LEFT + 4, y: middle + 4 }, valueText(group, summary))];
  const best = bestConstant(group);
  return [
    named,
    rect('bar', { x: LEFT, y: y + 3, width: at(accuracy) - LEFT, height: ROW - 6 }),
    ...(interval === null
      ? []
      : [line('whisker', { x1: at(interval.low), y1: middle, x2: at(interval.high), y2: middle })]),
    ...(best === null ? [] : [line('constant', { x1: at(best), y1: y + 1, x2: at(best), y2: y + ROW - 1 })]),
    label('value', { x: RIGHT + 10, y: middle + 4 }, valueText(group, summary)),
  ];
}

function at(share: number): number {
  return LEFT + share * (RIGHT - LEFT);
}

/** The highest of the constant answers' scores. */
function bestConstant({ constantLetter }: GroupSummary): number | null {
  const scores = Object.values(constantLetter);
  return scores.length === 0 ? null : Math.max(...scores);
}

function valueText({ accuracy, scored, total }: GroupSummary, { decimals }: Summary): string {
  if (accuracy === null) return `no average (${scored}/${total})`;
  const percent = formatPercent(accuracy, decimals);
  return scored < total ? `${percent} (${scored}/${total})` : percent;
}

interface Block {
  readonly name: string;
  readonly bars: readonly Bar[];
}

/** The highest and lowest of each column; the table has every number. */
function descriptionOf(blocks: readonly Block[]): string {
  return blocks
    .map(({ name, bars }) => {
      const sorted = bars
        .filter(({ group }) => group.accuracy !== null)
        .toSorted((a, b) => (b.group.accuracy ?? 0) - (a.group.accuracy ?? 0));
      const [highest, lowest] = [sorted[0], sorted.at(-1)];
      if (highest === undefined || lowest === undefined) return `${name}: no average.`;
      return sorted.length === 1
        ? `${name}: ${barText(highest)}.`
        : `${name}: from ${barText(highest)} down to ${barText(lowest)}.`;
    })
    .join(' ');
}

function barText({ label: run, group, summary }: Bar): string {
  return `${run} ${valueText(group, summary)}`;
}

function numbers(title: string, blocks: readonly Block[]): Table {
  return {
    title: `${title}: averages`,
    columns: ['Column', 'Run', 'Accuracy', '95 % interval', 'Scored', 'Best constant answer'],
    rows: blocks.flatMap(({ name, bars }) =>
      bars.map(({ label: run, group, summary }) => {
        const best = bestConstant(group);
        return [
          { type: 'text', text: name },
          { type: 'text', text: run },
          {
            type: 'text',
            text: group.accuracy === null ? '-' : formatPercent(group.accuracy, summary.decimals),
          },
          intervalCell(group.interval, summary.decimals),
          { type: 'text', text: `${group.scored}/${group.total}` },
          { type: 'text', text: best === null ? '-' : formatPercent(best, summary.decimals) },
        ];
      }),
    ),
    footnotes: [],
  };
}
