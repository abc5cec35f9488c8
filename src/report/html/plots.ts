import type { Summary } from '../../records.ts';
import { escapeHtml } from '../escape.ts';
import type { ExamRuns } from './labelled-runs.ts';

/** A run on an exam, to be drawn small. */
interface Plotted {
  /** Unique on the page among drawings of its kind. */
  readonly id: string;
  /** What the drawing is called where all others beside it are of its kind. */
  readonly title: string;
  /** The run's name, for its numbers. */
  readonly label: string;
  readonly summary: Summary;
}

/** Draws a run on an exam; null where there is nothing to draw. */
type Draw = (plotted: Plotted) => string | null;

/**
 * Small drawings beside each other: of one run its exams, of several runs a group an exam. `none` stands where nothing was
 * drawn.
 */
export function plots(exams: readonly ExamRuns[], draw: Draw, none: string): string {
  if (exams.every(({ rows }) => rows.length === 1))
    return group(
      exams.flatMap((exam) => drawn(exam, draw, exam.title)),
      none,
    );
  return exams
    .map((exam) => `<h3>${escapeHtml(exam.title)}</h3>\n${group(drawn(exam, draw, null), none)}`)
    .join('\n');
}

function drawn({ id, rows }: ExamRuns, draw: Draw, title: string | null): string[] {
  return rows.flatMap(({ label, summary }, index) => {
    return draw({ id: `${id}-${index}`, title: title ?? label, label, summary }) ?? [];
  });
}

function group(drawings: readonly string[], none: string): string {
  if (drawings.length === 0) return `<p>${none}</p>`;
  return ['<div class="plots">', ...drawings, '</div>'].join('\n');
}
