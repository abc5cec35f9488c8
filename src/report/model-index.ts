import type { GroupSummary, Summary } from '../records.ts';
import { yamlText } from './escape.ts';
import { formatPercent } from './percent.ts';
import type { SharedRun } from './shared-run.ts';

/**
 * Runs as the `model-index` of a Hugging Face model card's metadata, an entry a model and a result an exam
 * (https://github.com/huggingface/hub-docs/blob/main/modelcard.md). Numbers are percentages with the card's decimals;
 * each says out of how many questions it is. Exams without an average are left out, and so are models without an exam.
 */
export function renderModelIndex(runs: readonly SharedRun[]): string {
  const models = [...new Set(runs.map(({ facts }) => facts.model))];
  const entries = models.map((model) => ({
    model,
    results: runs
      .filter(({ facts }) => facts.model === model)
      .flatMap((run) => run.summaries.flatMap((summary) => resultLines(summary, run))),
  }));
  const lines = entries
    .filter(({ results }) => results.length > 0)
    .flatMap(({ model, results }) => [`- name: ${yamlText(model)}`, '  results:'].concat(results));
  return `${(lines.length === 0 ? ['model-index: []'] : ['model-index:', ...lines]).join('\n')}\n`;
}

function resultLines(summary: Summary, { facts, exams }: SharedRun): string[] {
  const { benchmark, title, splits, recipe, groups, decimals } = summary;
  const known = groups.filter(({ onCard, accuracy }) => onCard && accuracy !== null);
  if (known.length === 0) return [];
  const split = splits.join('+');
  return [
    '  - task:',
    '      type: text-generation',
    '      name: Text Generation',
    '    dataset:',
    `      type: ${yamlText(exams[benchmark]?.dataset ?? benchmark)}`,
    `      name: ${yamlText(`${title} (${split}, ${facts.shots}-shot, recipe ${recipe})`)}`,
    `      split: ${yamlText(split)}`,
    '      args:',
    `        num_few_shot: ${facts.shots}`,
    `        recipe: ${yamlText(recipe)}`,
    `        letters: ${yamlText(facts.letters[benchmark] ?? 'unknown')}`,
    `        precision: ${yamlText(facts.precision)}`,
    `        run: ${yamlText(facts.id)}`,
    '    metrics:',
    ...known.flatMap((group) => metricLines(group, decimals)),
  ];
}

function metricLines({ name, accuracy, rule, scored, total }: GroupSummary, decimals: number): string[] {
  return [
    '    - type: acc',
    `      value: ${formatPercent(accuracy ?? 0, decimals)}`,
    `      name: ${yamlText(`${name} (${rule}, ${scored} of ${total} questions)`)}`,
  ];
}
