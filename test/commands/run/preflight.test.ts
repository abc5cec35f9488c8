import { describe, expect, it } from 'vitest';
import { preflightExams, preflightLines } from '../../../src/commands/run/preflight.ts';
import { settingsOf, subjectRun, tokenizer } from './subject-runs.ts';

describe('preflight', () => {
  const [zh, en] = [subjectRun('agieval-zh'), subjectRun('agieval-en')];

  it('reads the letters of every layout of an exam, not of its first subject alone', () => {
    const found = preflightExams([zh, en], settingsOf({ letters: 'context' }));
    expect(found.map(({ subjects }) => subjects)).toEqual([[zh.subject], [en.subject]]);
    expect(found.map(({ letterIds }) => letterIds['A'])).toEqual([
      tokenizer.encode('A'),
      tokenizer.encode(' A'),
    ]);
    expect(found.map(({ agree }) => agree)).toEqual([true, false]);
  });

  it('reads them once where prompts end alike', () => {
    const [found, ...others] = preflightExams([zh, { ...zh, subject: 'another' }], settingsOf());
    expect(others).toEqual([]);
    expect(found?.subjects).toEqual([zh.subject, 'another']);
    expect(preflightLines(found ?? fail())[0]).toContain(`agieval (2 subjects, as ${zh.subject})`);
  });

  it('says whether a BOS stands in front', () => {
    const bos = { ids: [1], addedByDefault: true };
    const run = subjectRun('mmlu', 'lm-eval-1');
    const [withBos] = preflightExams([run], settingsOf({ tokenizer: { ...tokenizer, bos } }));
    const [without] = preflightExams([subjectRun('mmlu')], settingsOf({ tokenizer: { ...tokenizer, bos } }));
    expect([withBos?.hasBos, without?.hasBos]).toEqual([true, false]);
  });
});

function fail(): never {
  throw new Error('no preflight');
}
