import type { SubjectSummary, Summary } from '../../records.ts';
import { escapeHtml } from '../escape.ts';
import { formatPercent } from '../percent.ts';
import type { ExamRuns } from './labelled-runs.ts';
import { scrolling } from './table.ts';

/** Shades from 0 % to 100 %. */
const STEPS = 10;

/** Columns beyond which run names are set upright, so that the table stays narrow. */
const FLAT_NAMES = 6;

interface Place {
  readonly subject: string;
  readonly split: string;
  readonly category: string | null;
  readonly total: number;
}

/**
 * Subjects by runs as a table whose cells are shaded by accuracy. A triangle marks a subject that is out of line with the
 * run's other subjects. The table is its own text: each cell has its number.
 */
export function heatMap({ id: exam, title, rows }: ExamRuns): string {
  const places = subjectsOf(rows.map(({ summary }) => summary));
  const categories = [...new Set(places.map(({ category }) => category))];
  const id = `heat-${exam}`;
  const names = rows.map(({ label }) => `<th scope="col"><span>${escapeHtml(label)}</span></th>`);
  return scrolling(`${id}-c`, [
    `<table class="heat${rows.length > FLAT_NAMES ? ' many' : ''}" id="${id}"><caption id="${id}-c">${escapeHtml(title)}: accuracy by subject, in percent</caption>`,
    `<thead><tr><th scope="col">Subject</th><th scope="col" class="n">Questions</th>${names.join('')}</tr></thead>`,
    ...categories.map((category) => categoryBody(category, places, rows)),
    '</table>',
  ]);
}

/** A category's subjects under its name; the split stands with them where there are several. */
function categoryBody(category: string | null, places: readonly Place[], rows: ExamRuns['rows']): string {
  const splits = new Set(places.map(({ split }) => split));
  const lines = places
    .filter((one) => one.category === category)
    .map((place) => {
      const name = splits.size > 1 ? `${place.subject} (${place.split})` : place.subject;
      const cells = rows.map(({ summary }) => heatCell(place, summary));
      return `<tr><th scope="row">${escapeHtml(name)}</th><td class="n">${place.total}</td>${cells.join('')}</tr>`;
    });
  const heading =
    category === null
      ? ''
      : `<tr><th class="group" scope="rowgroup" colspan="${rows.length + 2}">${escapeHtml(category)}</th></tr>\n`;
  return `<tbody>\n${heading}${lines.join('\n')}\n</tbody>`;
}

/** Every subject of any run, once. */
function subjectsOf(summaries: readonly Summary[]): Place[] {
  const places = new Map<string, Place>();
  for (const { subject, split, category, total } of summaries.flatMap(({ subjects }) => subjects)) {
    const key = `${subject}/${split}`;
    if (!places.has(key)) places.set(key, { subject, split, category, total });
  }
  return [...places.values()];
}

function heatCell({ subject, split, total }: Place, { subjects, decimals, diagnostics }: Summary): string {
  const own = subjects.find((one) => one.subject === subject && one.split === split);
  if (own === undefined || own.accuracy === null) return `<td>${missingText(own)}</td>`;
  const percent = formatPercent(own.accuracy, decimals);
  const counted = own.scored < total ? ` (${own.scored}/${own.total})` : '';
  const outlying = diagnostics.outOfLine.subjects.find(
    (one) => one.subject === subject && one.split === split,
  );
  const mark =
    outlying === undefined
      ? ''
      : outlying.right * outlying.othersScored > outlying.othersRight * outlying.scored
        ? '<i aria-hidden="true">▲</i><span class="sr"> above</span>'
        : '<i aria-hidden="true">▼</i><span class="sr"> below</span>';
  return `<td class="h${Math.min(STEPS - 1, Math.floor(own.accuracy * STEPS))}">${percent}${counted}${mark}</td>`;
}

/** A dash for what was not run; with n/N for what was run without a scored question. */
function missingText(subject: SubjectSummary | undefined): string {
  return subject === undefined ? '-' : `- (${subject.scored}/${subject.total})`;
}
