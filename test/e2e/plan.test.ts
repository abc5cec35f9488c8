import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { commandLine } from './command-line.ts';
import { journalOf } from './run-files.ts';
import { LONG_TASK, SCORED } from './tiny-exams.ts';
import { ALL_TASKS, makeTinyWorld } from './tiny-world.ts';

const { cwd, run } = commandLine();
const FLAGS = `--data data --tasks ${ALL_TASKS}`;

interface Printed {
  readonly command: string;
  readonly memory: { readonly weights: number; readonly prompts: number };
  readonly exams: readonly {
    readonly benchmark: string;
    readonly subjects: number;
    readonly questions: number;
    readonly tokenised: number;
    readonly estimated: boolean;
    readonly tokens: Readonly<Record<'withoutReuse' | 'withReuse' | 'computed', number>>;
    readonly seconds: number;
  }[];
}

async function planOf(flags: string): Promise<Printed> {
  const { code, stdout, stderr } = await run(`plan ${flags} --json`);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Printed;
}

const total = (plan: Printed, of: 'withoutReuse' | 'withReuse' | 'computed'): number =>
  plan.exams.reduce((sum, { tokens }) => sum + tokens[of], 0);

const asked = (plan: Printed): number => plan.exams.reduce((sum, exam) => sum + exam.questions, 0);

beforeAll(() => makeTinyWorld(cwd));

describe('a plan', () => {
  it('has the questions and tokens of the run that it gives the command of', async () => {
    const plan = await planOf(`--model model ${FLAGS} --limit 3 --out run`);
    expect(plan.command).toBe(
      `fiveshot run --model model --tasks '${ALL_TASKS}' --data data --limit 3 --out run`,
    );
    expect((await run(`${plan.command.replaceAll("'", '').replace('fiveshot ', '')} --quiet`)).code).toBe(0);
    const entries = journalOf(join(cwd, 'run'));
    for (const { benchmark, questions, tokenised, tokens, seconds } of plan.exams) {
      const own = entries.filter(({ id }) => id.startsWith(`${benchmark}/`));
      expect(questions).toBe(own.length);
      expect(tokenised).toBe(own.length);
      expect(tokens.withoutReuse).toBe(own.reduce((sum, { promptTokens }) => sum + promptTokens, 0));
      expect(tokens.computed).toBe(own.reduce((sum, { tokensComputed }) => sum + tokensComputed, 0));
      expect(seconds).toBeGreaterThan(0);
    }
    expect(plan.exams.map(({ benchmark }) => benchmark)).toEqual(Object.keys(SCORED));
    expect(plan.memory.weights).toBeGreaterThan(4 * 4000 * 32);
  });

  it('says what is computed without reuse, and of a shard its part', async () => {
    const whole = await planOf(`--model model ${FLAGS}`);
    const slow = await planOf(`--model model ${FLAGS} --no-reuse`);
    expect(total(slow, 'computed')).toBe(total(whole, 'withoutReuse'));
    expect(total(slow, 'withReuse')).toBe(total(whole, 'computed'));
    const shard = await planOf(`--model model ${FLAGS} --shard 1/2`);
    expect(shard.command).toContain('--shard 1/2');
    expect(asked(shard)).toBeGreaterThan(5);
    expect(asked(shard)).toBeLessThan(asked(whole) - 5);
    expect(asked(whole)).toBe(Object.values(SCORED).reduce((sum, one) => sum + one, 0));
  });

  it('of a shard counts and samples the subjects alone of which it asks', async () => {
    const flags = `--model model --data data --tasks ${ALL_TASKS},${LONG_TASK}`;
    const { exams } = await planOf(`${flags} --shard 3/4`);
    expect(exams).toMatchObject([{ benchmark: 'mmlu', subjects: 1 }]);
    // More than a ninth of the prompts that a plan tokenises, which would be this subject's part beside eight others.
    expect(exams[0]?.questions).toBeGreaterThan(600 / 9);
    // With those that other shards ask, and that run beside.
    expect(exams[0]?.tokenised).toBeGreaterThan(exams[0]?.questions ?? Infinity);
    expect(exams[0]?.estimated).toBe(false);
  });

  it('is made of a checkpoint without building it, and is the same', async () => {
    const cache = { FIVESHOT_CACHE: join(cwd, 'plan-cache') };
    const { code, stdout } = await run(`plan --model model-checkpoint ${FLAGS} --json`, cache);
    expect(code).toBe(0);
    expect(existsSync(cache.FIVESHOT_CACHE)).toBe(false);
    const { exams } = await planOf(`--model model ${FLAGS}`);
    const printed = JSON.parse(stdout) as Printed;
    expect(printed.exams.map(({ tokens }) => tokens)).toEqual(exams.map(({ tokens }) => tokens));
  });

  it('is a table for people, with the command at its end', async () => {
    const { code, stdout } = await run(`plan --model model --data data --tasks mmlu/anatomy --no-reuse`);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ ?exam +subjects +questions +tokens in all +with reuse +saved +time/m);
    expect(stdout).toMatch(/^ ?mmlu +1 +5 +[\d,]+ +[\d,]+ +\d+ % +\d+s/m);
    expect(stdout).toContain('reuse: none, with --no-reuse');
    expect(stdout).toMatch(/^memory: at least 0\.\d+ GB \(/m);
    expect(stdout).toContain('tokens: counted, all prompts were tokenised');
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(
      'fiveshot run --model model --tasks mmlu/anatomy --data data --no-reuse',
    );
  });

  it.each([
    ['a model of the hub that is not here', '--model owner/name', /owner\/name is no file or folder here/],
    ['no model', '', /No model was given/],
    ['what a run refuses', '--model model --max-tokens 5000', /--max-tokens is 5000/],
  ])('is refused for %s', async (_, flags, reason) => {
    const env = { HF_HOME: join(cwd, 'hf'), HF_ENDPOINT: 'http://127.0.0.1:9' };
    const { code, stdout, stderr } = await run(`plan ${flags} --data data --tasks mmlu/anatomy`, env);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(reason);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});
