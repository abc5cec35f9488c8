import { escapeHtml } from '../escape.ts';
import { type ExamDetails, hashText, importText } from '../run-details.ts';
import type { LabelledRun } from './labelled-runs.ts';

/** What a run was: model, recipe, settings, machine and times, with hashes. */
export function runDetails({ label, details }: LabelledRun, index: number): string {
  const { id, version, recipe, model, precision, settings, host, started, finished, benchmarks, imported } =
    details;
  const facts: [string, string][] = [
    ['Run', id],
    ['fiveshot', version],
    ['Recipe', recipe],
    ['Precision', precision],
    ['Model SHA-256', hashText(model.sha256)],
    ['Tokenizer SHA-256', hashText(model.tokenizerSha256)],
    ...(imported === undefined ? [] : [['Imported from a log of', importText(imported)] as [string, string]]),
    ['Shots', String(settings.shots)],
    ['Questions a subject', settings.limit === null ? 'all' : `at most ${settings.limit}`],
    ['Tokens a prompt', settings.maxTokens === null ? "the recipe's limit" : `at most ${settings.maxTokens}`],
    ...(imported === undefined
      ? [
          ['Shared beginnings', settings.reuse ? 'computed once' : 'computed anew for each question'] as [
            string,
            string,
          ],
        ]
      : []),
    ...benchmarks.map((exam): [string, string] => [`Letters of ${exam.benchmark}`, lettersText(exam)]),
    [imported === undefined ? 'Machine' : 'Imported on', `${host.cpu}, ${host.cores} cores, ${host.os}`],
    ['Software', `Node.js ${host.node}, ONNX Runtime ${host.onnxruntime ?? 'none'}`],
    ['Started', started],
    ['Finished', finished ?? 'not finished'],
  ];
  return [
    `<article id="run-${index}"><h3>${escapeHtml(label)}</h3>`,
    '<dl>',
    ...facts.map(([name, value]) => `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd></div>`),
    '</dl></article>',
  ].join('\n');
}

function lettersText({ letterRule, letterIds }: ExamDetails): string {
  const ids = Object.entries(letterIds).map(([letter, own]) => `${letter} ${own.join('+')}`);
  return ids.length === 0 ? `rule ${letterRule}` : `rule ${letterRule}; token ids ${ids.join(', ')}`;
}
