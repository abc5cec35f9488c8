import { appendFileSync, cpSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { commandLine, outcome } from './command-line.ts';
import { journalOf, jsonOf, scoresOf, verdictsOf } from './run-files.ts';
import { LONG_TASK } from './tiny-exams.ts';
import { ALL_TASKS, makeModel, makeTinyWorld } from './tiny-world.ts';

const { cwd, run, start } = commandLine();
const at = (folder: string): string => join(cwd, folder);
const score = (tasks: string, out: string, flags = '--quiet'): string =>
  `run --model model --data data --tasks ${tasks} --out ${out} ${flags}`;

/** Starts a slow run over 400 questions or more and sends a signal once its first question is done. */
async function stopped(out: string, signal: 'SIGKILL' | 'SIGINT', tasks = LONG_TASK, flags = '--no-reuse') {
  const child = start(score(tasks, out, flags));
  let sent = false;
  child.stderr?.on('data', (text: Buffer) => {
    if (sent || !text.toString().includes('questions/s')) return;
    sent = child.kill(signal);
  });
  return outcome(child);
}

beforeAll(async () => {
  await makeTinyWorld(cwd);
  await makeModel(cwd, 'other-model', { seed: 7 });
  expect((await run(score(ALL_TASKS, 'whole'))).code).toBe(0);
});

describe('the same answers', () => {
  it('with and without reuse of the shots, scores within 1e-4', async () => {
    const { code, stderr } = await run(score(ALL_TASKS, 'slow', '--no-reuse'));
    expect(code).toBe(0);
    expect(stderr).toMatch(/reused 0; computed \/ minimum [23]\.\d+/);
    expect(verdictsOf(at('slow'))).toEqual(verdictsOf(at('whole')));
    const fast = new Map(journalOf(at('whole')).map(({ id, scores }) => [id, scores]));
    const differences = journalOf(at('slow')).flatMap(({ id, scores }) =>
      scores.map((one, letter) => Math.abs(one - (fast.get(id)?.[letter] ?? Number.NaN))),
    );
    expect(differences).toHaveLength(160);
    expect(Math.max(...differences)).toBeLessThan(1e-4);
  });

  it('with one thread, with two, and with copies of the model, to the last bit of the scores', async () => {
    for (const how of [
      '--threads 1',
      '--threads 2',
      '--threads 3 --replicas 2',
      '--threads 3 --replicas 3',
    ]) {
      const out = `by${how.replaceAll(' ', '')}`;
      expect((await run(score(ALL_TASKS, out, `--quiet ${how}`))).code).toBe(0);
      expect(verdictsOf(at(out))).toEqual(verdictsOf(at('whole')));
      expect(scoresOf(at(out))).toEqual(scoresOf(at('whole')));
    }
  });

  it('where more copies are asked for than there are subjects, which the run says', async () => {
    const { stderr } = await run(score('ceval/law,ceval/logic', 'few', '--threads 4 --replicas 3'));
    expect(stderr).toContain(
      'threads: 4, in 2 copies of the model with 2 each (--threads; of --replicas 3 as many as there are subjects to score)',
    );
  });

  it('in one run or in two, in whatever order the exams are named', async () => {
    const tasks = ALL_TASKS.split(',').toReversed();
    for (const [out, from, to] of [
      ['first', 0, 3],
      ['second', 3, tasks.length],
    ] as const) {
      await run(score(tasks.slice(from, to).join(','), out));
    }
    const both = [...verdictsOf(at('first')), ...verdictsOf(at('second'))];
    expect(both.toSorted()).toEqual(verdictsOf(at('whole')));
  });
});

describe('a run that is stopped', () => {
  beforeAll(async () => {
    expect((await run(score(LONG_TASK, 'long'))).code).toBe(0);
    expect(journalOf(at('long'))).toHaveLength(400);
  });

  it('by SIGKILL goes on where it was, to the same verdicts', async () => {
    expect(await stopped('killed', 'SIGKILL')).toMatchObject({ code: null, stdout: '' });
    const kept = journalOf(at('killed'));
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.length).toBeLessThan(400);
    expect(jsonOf(at('killed'), 'run.json')['finished']).toBeNull();

    const resumed = await run(score(LONG_TASK, 'killed', ''));
    expect(resumed.code).toBe(0);
    expect(resumed.stderr).toContain(`resuming: ${kept.length} questions are in the journal`);
    expect(journalOf(at('killed')).slice(0, kept.length)).toEqual(kept);
    expect(verdictsOf(at('killed'))).toEqual(verdictsOf(at('long')));
    expect(jsonOf(at('killed'), 'summary.json')['verdictsSha256']).toBe(
      jsonOf(at('long'), 'summary.json')['verdictsSha256'],
    );
  });

  it('by Ctrl-C ends with 130, tells how to go on, prints no table, and goes on', async () => {
    const { code, stdout, stderr } = await stopped('interrupted', 'SIGINT');
    expect(code).toBe(130);
    expect(stdout).toBe('');
    const kept = journalOf(at('interrupted')).length;
    expect(kept).toBeLessThan(400);
    expect(stderr).toContain(
      `interrupted: ${kept} questions are in interrupted; run the same command again to go on`,
    );
    const partial = (await run('report interrupted')).stdout;
    expect(partial).toContain(`partial: ${kept} of 400 questions of the subjects run were asked`);
    expect(partial).toContain(`(${kept}/400)`);

    expect((await run(score(LONG_TASK, 'interrupted'))).code).toBe(0);
    expect(verdictsOf(at('interrupted'))).toEqual(verdictsOf(at('long')));
  });

  it('with copies of the model goes on with another number of them', async () => {
    const tasks = `${LONG_TASK},${ALL_TASKS}`;
    const copies = '--no-reuse --threads 3 --replicas';
    const { code } = await stopped('copies', 'SIGINT', tasks, `${copies} 3`);
    expect(code).toBe(130);
    const kept = journalOf(at('copies')).length;
    expect(kept).toBeLessThan(440);
    const resumed = await run(score(tasks, 'copies', `${copies} 2`));
    expect(resumed.code).toBe(0);
    expect(resumed.stderr).toContain(`resuming: ${kept} questions are in the journal`);
    const both = [...verdictsOf(at('long')), ...verdictsOf(at('whole'))];
    expect(verdictsOf(at('copies'))).toEqual(both.toSorted());
  });

  it('with a torn last line drops that line and asks its question again', async () => {
    cpSync(at('whole'), at('torn'), { recursive: true });
    const journal = at('torn/journal.jsonl');
    truncateSync(journal, readFileSync(journal).length - 20);
    const resumed = await run(score(ALL_TASKS, 'torn', ''));
    expect(resumed.code).toBe(0);
    expect(resumed.stderr).toContain('resuming: 39 questions are in the journal');
    expect(verdictsOf(at('torn'))).toEqual(verdictsOf(at('whole')));
    expect(scoresOf(at('torn'))).toEqual(scoresOf(at('whole')));
  });
});

describe('a run that is not whole', () => {
  it('marks every table with the limit, and goes on without one', async () => {
    const { code, stdout } = await run(score(ALL_TASKS, 'limited', '--limit 2 --quiet'));
    expect(code).toBe(0);
    expect(journalOf(at('limited'))).toHaveLength(16);
    const tables = stdout.split(/\n\n(?=\S)/);
    const marked = tables.filter((table) => /partial: \d+ of \d+ .*\(limit: 2 a subject\)/.test(table));
    expect(marked.map((table) => table.split('\n', 1)[0])).toEqual([
      'C-Eval',
      'MMLU',
      'AGIEval',
      'GAOKAO-Bench',
    ]);
    for (const table of tables.filter((one) => /: subjects$/m.test(one))) expect(table).toContain('(2/5)');

    await run(score(ALL_TASKS, 'limited'));
    expect(verdictsOf(at('limited'))).toEqual(verdictsOf(at('whole')));
  });

  it('over a split without answers gives predictions, no accuracy, and exit code 3', async () => {
    const { code, stdout } = await run(score('ceval/logic,ceval/law', 'blind', '--split test --quiet'));
    expect(code).toBe(3);
    expect(stdout).toContain('no answers in this split: predictions only');
    expect(stdout).not.toMatch(/\d\.\d \(/);
    const entries = journalOf(at('blind'));
    expect(entries.map(({ outcome: one, gold }) => [one, gold])).toEqual(
      Array.from({ length: 6 }, () => ['unlabelled', null]),
    );
    for (const { chosen } of entries) expect('ABCD').toContain(chosen);
    const summary = JSON.stringify(jsonOf(at('blind'), 'summary.json'));
    expect(summary.match(/"accuracy":[^,]+/g)?.every((text) => text === '"accuracy":null')).toBe(true);
  });

  it('loses shots from the end where the prompt is longer than --max-tokens, and says so', async () => {
    const { code, stdout } = await run(score('mmlu/anatomy', 'short', '--max-tokens 200 --quiet --json'));
    expect(code).toBe(0);
    for (const { promptTokens, shotsUsed, shotsAsked } of journalOf(at('short'))) {
      expect(promptTokens).toBeLessThanOrEqual(200);
      expect([shotsUsed, shotsAsked]).toEqual([2, 5]);
    }
    const { stderr } = await run('prompt mmlu/anatomy 0 --shots 3 --data data --model model');
    expect(Number(/^tokens: (\d+)$/m.exec(stderr)?.[1])).toBeGreaterThan(200);
    expect(stdout).toContain('"meanShotsUsed": 2');
    expect((await run('report short')).stdout).toContain('mean shots used where below 5: anatomy 2.00');
  });
});

describe('what a run took', () => {
  it.each([
    [1, '1 question in'],
    [2, '2 questions in'],
  ])('is told of %i', async (limit, words) => {
    const { stderr } = await run(score('mmlu/anatomy', `of-${limit}`, `--limit ${limit}`));
    expect(stderr).toMatch(new RegExp(`^${words} \\d`, 'm'));
  });
});

describe('a folder that holds another run', () => {
  beforeAll(async () => {
    await run(score('mmlu/anatomy', 'mine'));
    cpSync(at('data'), at('changed'), { recursive: true });
    const test = readFileSync(at('data/mmlu/test/anatomy_test.csv'), 'utf8');
    writeFileSync(at('changed/mmlu/test/anatomy_test.csv'), test.replace('fingers', 'toes'));
  });

  it.each([
    ['another recipe', '--recipe official-1', 'its recipe is card-1'],
    ['another model', '--model other-model', 'its model hash is'],
    ['other letters', '--letters context', 'its letter rule of mmlu is upstream'],
    ['fewer shots', '--shots 2', 'its number of shots is 5'],
    ['other subjects', '--tasks mmlu/virology', 'its selection of mmlu/anatomy'],
    ['another limit of tokens', '--max-tokens 300', "its token limit is the recipe's"],
    ['other data', '--data changed', "its hash of mmlu's test/anatomy_test.csv is"],
  ])('is refused for %s and left as it is', async (_, change, message) => {
    const files = ['journal.jsonl', 'run.json', 'summary.json'].map((name) => at(`mine/${name}`));
    const before = files.map((file) => readFileSync(file));
    const [flag = ''] = change.split(' ');
    const others = score('mmlu/anatomy', 'mine').replace(new RegExp(`${flag} \\S+ `), '');
    const { code, stdout, stderr } = await run(`${others} ${change}`);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^fiveshot: mine holds another run: [^\n]*\n$/);
    expect(stderr).toContain(message);
    expect(files.map((file) => readFileSync(file))).toEqual(before);
  });

  it('stops at a broken line of a journal, with its number, and leaves it', async () => {
    cpSync(at('whole'), at('broken'), { recursive: true });
    const journal = at('broken/journal.jsonl');
    appendFileSync(journal, '{"id": "mmlu/anatomy/test/0"}\n');
    const before = readFileSync(journal);
    for (const line of [score(ALL_TASKS, 'broken'), 'report broken']) {
      const { code, stdout, stderr } = await run(line);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(/^fiveshot: broken\/journal\.jsonl line 41 is not a journal entry [^\n]*\n$/);
    }
    expect(readFileSync(journal)).toEqual(before);
  });
});
