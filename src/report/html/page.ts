import { cardTables } from '../card-tables.ts';
import { diagnosticWarnings } from '../diagnostics/warnings.ts';
import { escapeHtml } from '../escape.ts';
import { leaderboardTable } from '../leaderboard/html-table.ts';
import type { Leaderboard } from '../leaderboard/leaderboard.ts';
import type { DetailedRun } from '../run-details.ts';
import { calibrationPlots } from './calibration-section.ts';
import { categoryBars } from './category-bars.ts';
import { dataFiles } from './data-files.ts';
import { htmlDocument, type Section } from './document.ts';
import { heatMap } from './heat-map.ts';
import { type ExamRuns, examsOf, type LabelledRun, labelRuns } from './labelled-runs.ts';
import { letterPlots } from './letters-section.ts';
import { plotAxes } from './reliability-plot.ts';
import { runDetails } from './run-details.ts';
import { scoreTable } from './score-table.ts';
import { htmlTable } from './table.ts';

/**
 * Runs as one page that needs nothing else: tables, drawings with their numbers, and what each run can be traced to.
 * `leaderboards` are shown too: published tables with the runs among their rows.
 */
export function renderHtml(runs: readonly DetailedRun[], leaderboards: readonly Leaderboard[] = []): string {
  const labelled = labelRuns(runs);
  const [tables, ...others] = sectionsOf(labelled, examsOf(labelled));
  const boards = leaderboards.length === 0 ? [] : [leaderboardSection(leaderboards)];
  return htmlDocument({
    title: titleOf(labelled),
    ...warningsOf(labelled),
    sections: [tables, ...boards, ...others],
  });
}

function titleOf(runs: readonly LabelledRun[]): string {
  const [first] = runs;
  return first !== undefined && runs.length === 1
    ? `${first.label} under ${first.details.recipe}`
    : `${runs.length} runs`;
}

function warningsOf(runs: readonly LabelledRun[]): { readonly above?: string } {
  const warnings = diagnosticWarnings(runs);
  if (warnings.length === 0) return {};
  const items = warnings.map((warning) => `<li>${escapeHtml(warning)}</li>`);
  return { above: `<section class="warnings" aria-label="Warnings"><ul>${items.join('')}</ul></section>` };
}

function sectionsOf(runs: readonly LabelledRun[], exams: readonly ExamRuns[]): [Section, ...Section[]] {
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
        .map((exam) => htmlTable(scoreTable(exam), { id: `scores-${exam.id}`, detail: false }))
        .join('\n'),
    },
    {
      id: 'calibration',
      title: 'Calibration',
      about:
        "Bars are the accuracy of answers by confidence, the chosen letter's probability among the letters; dots are the mean confidence, larger for more questions; on the dashes both agree.",
      content: `${plotAxes()}\n${calibrationPlots(exams)}`,
    },
    {
      id: 'letters',
      title: 'Letters',
      about: 'Filled: how often a letter was chosen; outlined: how often it is the answer; in percent.',
      content: letterPlots(exams),
    },
    {
      id: 'runs',
      title: 'Runs',
      about: 'What each run can be traced to.',
      content: [...runs.map(runDetails), ...exams.map((exam) => dataFiles(exam, runs))].join('\n'),
    },
  ];
}

function leaderboardSection(leaderboards: readonly Leaderboard[]): Section {
  return {
    id: 'leaderboards',
    title: 'Leaderboards',
    about:
      'Runs, shaded and in italics, among the rows that others published, by average; below them those that are not whole or of another split. A run of sample questions is not on the exam and stands only in the tables above.',
    content: leaderboards.map((one) => leaderboardTable(one, { id: `board-${one.table}` })).join('\n'),
  };
}
