import { cardTables } from '../card-tables.ts';
import { diagnosticWarnings } from '../diagnostics/warnings.ts';
import { escapeHtml } from '../escape.ts';
import type { DetailedRun } from '../run-details.ts';
import { calibrationPlots } from './calibration-section.ts';
import { categoryBars } from './category-bars.ts';
import { dataFiles } from './data-files.ts';
import { heatMap } from './heat-map.ts';
import { type ExamRuns, examsOf, type LabelledRun, labelRuns } from './labelled-runs.ts';
import { letterPlots } from './letters-section.ts';
import { plotAxes } from './reliability-plot.ts';
import { runDetails } from './run-details.ts';
import { scoreTable } from './score-table.ts';
import { STYLE } from './style.ts';
import { htmlTable } from './table.ts';

/** Nothing is loaded and nothing runs: no script, no picture, no font, no form, from anywhere. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

interface Section {
  readonly id: string;
  readonly title: string;
  /** What its drawings show. */
  readonly about: string;
  readonly content: string;
}

/** Runs as one page that needs nothing else: tables, drawings with their numbers, and what each run can be traced to. */
export function renderHtml(runs: readonly DetailedRun[]): string {
  const labelled = labelRuns(runs);
  const exams = examsOf(labelled);
  const sections = sectionsOf(labelled, exams);
  const title = titleOf(labelled);
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeHtml(title)}</title>`,
    `<style>${STYLE}</style>`,
    '</head>',
    '<body>',
    '<a class="skip" href="#main">Skip to the tables</a>',
    `<header><h1>${escapeHtml(title)}</h1>`,
    `<nav aria-label="Sections"><ul>${sections.map(link).join('')}</ul></nav></header>`,
    '<main id="main">',
    ...warningsOf(labelled),
    ...sections.map(sectionText),
    '</main>',
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function titleOf(runs: readonly LabelledRun[]): string {
  const [first] = runs;
  return first !== undefined && runs.length === 1
    ? `${first.label} under ${first.details.recipe}`
    : `${runs.length} runs`;
}

function warningsOf(runs: readonly LabelledRun[]): string[] {
  const warnings = diagnosticWarnings(runs);
  if (warnings.length === 0) return [];
  const items = warnings.map((warning) => `<li>${escapeHtml(warning)}</li>`);
  return [`<section class="warnings" aria-label="Warnings"><ul>${items.join('')}</ul></section>`];
}

function sectionsOf(runs: readonly LabelledRun[], exams: readonly ExamRuns[]): Section[] {
  const each = (render: (exam: ExamRuns) => string): string => exams.map(render).join('\n');
  return [
    {
      id: 'tables',
      title: 'Tables',
      about:
        'Accuracy in percent with n/N where not every question was scored; the notes tell how each row was made.',
      content: cardTables(runs, { constants: runs.length === 1 })
        .map((table, index) => htmlTable(table, { id: `card-${index}`, detail: false }))
        .join('\n'),
    },
    {
      id: 'averages',
      title: 'Averages',
      about: 'Bars are accuracies, lines their 95 % intervals, dashes what the best constant answer scores.',
      content: each(categoryBars),
    },
    {
      id: 'subjects',
      title: 'Subjects',
      about:
        "The stronger the shade, the more accurate. A triangle marks a subject that differs from the run's other subjects by more than chance.",
      content: each(heatMap),
    },
    {
      id: 'scores',
      title: 'What the scores tell',
      about:
        'ECE is the expected calibration error. Margins are the highest letter less the second, in logits or natural log-probabilities.',
      content: exams
        .map((exam) => htmlTable(scoreTable(exam), { id: `scores-${exam.benchmark}`, detail: false }))
        .join('\n'),
    },
    {
      id: 'calibration',
      title: 'Calibration',
      about:
        "Bars are the accuracy of answers by confidence, the chosen letter's probability among the letters; dots are the mean confidence, larger for more questions; on the dashes both agree.",
      content: `${plotAxes()}\n${each(calibrationPlots)}`,
    },
    {
      id: 'letters',
      title: 'Letters',
      about: 'Filled: how often a letter was chosen; outlined: how often it is the answer; in percent.',
      content: each(letterPlots),
    },
    {
      id: 'runs',
      title: 'Runs',
      about: 'What each run can be traced to.',
      content: [...runs.map(runDetails), ...exams.map((exam) => dataFiles(exam, runs))].join('\n'),
    },
  ];
}

function link({ id, title }: Section): string {
  return `<li><a href="#${id}">${escapeHtml(title)}</a></li>`;
}

function sectionText({ id, title, about, content }: Section): string {
  return [
    `<section id="${id}" aria-labelledby="${id}-h">`,
    `<h2 id="${id}-h">${escapeHtml(title)}</h2>`,
    `<p>${escapeHtml(about)}</p>`,
    content,
    '</section>',
  ].join('\n');
}
