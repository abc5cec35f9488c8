import { escapeHtml } from '../escape.ts';
import { type ExamDetails, hashText, type HostDetails, importText, mergeText } from '../run-details.ts';
import type { LabelledRun } from './labelled-runs.ts';

/** What a run was: model, recipe, settings, machine and times, with hashes. */
export function runDetails({ label, details }: LabelledRun, index: number): string {
  const { id, version, recipe, model, precision, settings, started, finished, benchmarks, imported } =
    details;
  const { shard, merged, host } = details;
  const hosts = host === null ? (merged?.shards ?? []).map((one) => one.host) : [host];
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
    ...(shard === undefined ? [] : [['Shard', `${shard.index} of ${shard.of}`] as [string, string]]),
    ...(merged === undefined ? [] : [['Merged from', mergeText(merged)] as [string, string]]),
    [imported === undefined ? 'Machine' : 'Imported on', each(hosts, machineText)],
    ['Software', each(hosts, softwareText)],
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

/** What is told of several machines, each text once. */
function each(hosts: readonly HostDetails[], text: (host: HostDetails) => string): string {
  return [...new Set(hosts.map(text))].join('; ');
}

function machineText({ cpu, cores, os }: HostDetails): string {
  return `${cpu}, ${cores} cores, ${os}`;
}

function softwareText({ node, onnxruntime }: HostDetails): string {
  return `Node.js ${node}, ONNX Runtime ${onnxruntime ?? 'none'}`;
}

function lettersText({ letterRule, letterIds }: ExamDetails): string {
  const ids = Object.entries(letterIds).map(([letter, own]) => `${letter} ${own.join('+')}`);
  return ids.length === 0 ? `rule ${letterRule}` : `rule ${letterRule}; token ids ${ids.join(', ')}`;
}
