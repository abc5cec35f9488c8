import { describe, expect, it } from 'vitest';
import { examWorks } from '../../../src/commands/plan/exam-work.ts';
import { lineTokenizer } from '../../../src/commands/plan/line-tokenizer.ts';
import { subjectTokens } from '../../../src/commands/plan/subject-tokens.ts';
import { prepareSubject } from '../../../src/commands/run/prepare.ts';
import { askedQuestions } from '../../../src/commands/run/share.ts';
import { computedTokens, planGroups } from '../../../src/engine/plan.ts';
import { settingsOf, subjectRun, tokenizer } from '../run/subject-runs.ts';

const EXAMS = ['ceval', 'mmlu', 'agieval-zh', 'agieval-en', 'gaokao'] as const;
const CALLING = { contextLength: 4096, hasCache: true, packs: true };

const asked = (name: (typeof EXAMS)[number], limit?: number, recipe?: string) => {
  const run = subjectRun(name, recipe);
  const [share] = askedQuestions([run], limit === undefined ? {} : { limit });
  if (share === undefined) throw new Error(`no share of ${name}`);
  return share;
};

const lengths = (prompts: readonly { readonly ids: readonly number[] }[]): number =>
  prompts.reduce((sum, { ids }) => sum + ids.length, 0);

describe('the tokens of a subject', () => {
  it.each(EXAMS)('of %s are those of a run where all prompts are tokenised', (name) => {
    const subject = asked(name);
    const { prompts, tokenised } = subjectTokens(subject, settingsOf(), 1000);
    expect(prompts).toEqual(prepareSubject(subject.run, subject.asked, settingsOf()).planned);
    expect(tokenised).toBe(subject.asked.length);
  });

  it.each(EXAMS)('of %s are near those of a run where one prompt is tokenised', (name) => {
    const subject = asked(name);
    const { planned } = prepareSubject(subject.run, subject.asked, settingsOf());
    const { prompts, tokenised } = subjectTokens(subject, settingsOf(), 1);
    expect(tokenised).toBe(1);
    expect(prompts.map(({ questionId }) => questionId)).toEqual(planned.map(({ questionId }) => questionId));
    expect(lengths(prompts) / lengths(planned)).toBeCloseTo(1, 1);
    const options = { subject: name, kind: 'logit', reuse: true } as const;
    const computed = (of: typeof prompts): number => computedTokens(planGroups(of, options));
    expect(computed(prompts) / computed(planned)).toBeGreaterThan(0.85);
    expect(computed(prompts) / computed(planned)).toBeLessThan(1.15);
  });

  it('lose shots where they are too long, as in a run', () => {
    const subject = asked('mmlu');
    const settings = settingsOf({ maxTokens: 150 });
    const { planned } = prepareSubject(subject.run, subject.asked, settings);
    const { prompts } = subjectTokens(subject, settings, 1);
    expect(Math.max(...prompts.map(({ ids }) => ids.length))).toBeLessThanOrEqual(150);
    expect(lengths(prompts) / lengths(planned)).toBeGreaterThan(0.8);
    expect(lengths(prompts) / lengths(planned)).toBeLessThan(1.2);
  });

  it('are as many as the prompts have where nothing is reused, and fewer with reuse', async () => {
    const subject = asked('ceval');
    const { planned } = prepareSubject(subject.run, subject.asked, settingsOf());
    const [slow] = await examWorks([subject], settingsOf({ reuse: false }), CALLING);
    expect(slow?.tokens.withoutReuse).toBe(lengths(planned));
    expect(slow?.tokens.computed).toBe(lengths(planned));
    const [fast] = await examWorks([subject], settingsOf(), CALLING);
    expect(fast?.tokens.withoutReuse).toBe(lengths(planned));
    expect(fast?.tokens.computed).toBe(fast?.tokens.withReuse);
    expect(fast?.tokens.computed).toBeLessThan(lengths(planned));
  });

  it('are those of what runs beside a shard too, where they are computed', async () => {
    const subject = asked('mmlu');
    const [first] = subject.asked;
    const [question, ...beside] = prepareSubject(subject.run, subject.asked, settingsOf()).planned;
    const [shard] = await examWorks(
      [{ ...subject, asked: subject.asked.slice(0, 1) }],
      settingsOf(),
      CALLING,
    );
    const [whole] = await examWorks([subject], settingsOf(), CALLING);
    expect(beside.length).toBeGreaterThan(0);
    expect([shard?.questions, question?.questionId]).toEqual([1, first?.question.id]);
    expect(shard?.tokens.withoutReuse).toBe(question?.ids.length);
    // All its questions are one pack.
    expect(shard?.calls).toEqual(whole?.calls);
    expect(shard?.tokens.computed).toBe(whole?.tokens.computed);
    expect(shard?.estimated).toBe(false);
  });

  it('grow with the questions', async () => {
    const [one] = await examWorks([asked('mmlu', 1)], settingsOf(), CALLING);
    const [two] = await examWorks([asked('mmlu', 2)], settingsOf(), CALLING);
    expect([one?.questions, two?.questions]).toEqual([1, 2]);
    expect(two?.tokens.computed).toBeGreaterThan(one?.tokens.computed ?? Infinity);
    expect(two?.tokens.withoutReuse).toBeGreaterThan(one?.tokens.withoutReuse ?? Infinity);
  });

  it('sum up by exam', async () => {
    const parts = ['agieval-zh', 'mmlu', 'agieval-en'] as const;
    const works = await examWorks(
      parts.map((name) => asked(name)),
      settingsOf(),
      CALLING,
    );
    const alone = await Promise.all(parts.map((name) => examWorks([asked(name)], settingsOf(), CALLING)));
    const [zh, mmlu, en] = alone.flat();
    expect(works.map(({ benchmark, subjects }) => [benchmark, subjects])).toEqual([
      ['agieval', 2],
      ['mmlu', 1],
    ]);
    expect(works[0]?.questions).toBe((zh?.questions ?? 0) + (en?.questions ?? 0));
    expect(works[0]?.tokens.computed).toBe((zh?.tokens.computed ?? 0) + (en?.tokens.computed ?? 0));
    expect(works[0]?.calls).toEqual([...(zh?.calls ?? []), ...(en?.calls ?? [])]);
    expect(works[1]?.tokens).toEqual(mmlu?.tokens);
  });
});

describe('the tokenizer of a sample', () => {
  const shot = 'Question one?\nA. 1\nAnswer: A\n\n';
  const guessing = lineTokenizer(tokenizer, [`${shot}Question two?\n`, `${shot}Question three?\n`]);

  it('has the tokens of what its prompts share', () => {
    expect(guessing.encode(shot)).toEqual(tokenizer.encode(shot));
  });

  it('keeps shared what texts share, and nothing else', () => {
    const [a = [], b = []] = ['A bird that flies south', 'A bird that swims'].map((end) =>
      guessing.encode(shot + end),
    );
    const shared = tokenizer.encode(shot).length;
    expect(a.slice(0, shared + 1)).toEqual(b.slice(0, shared + 1));
    expect(a.at(-1)).not.toBe(b.at(-1));
  });

  it('makes longer lines of longer texts', () => {
    expect(guessing.encode('a longer line than most of them are').length).toBeGreaterThan(
      guessing.encode('a short line').length,
    );
    expect(guessing.encode('').length).toBeLessThanOrEqual(1);
  });
});
