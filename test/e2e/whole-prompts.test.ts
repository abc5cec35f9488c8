import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildModel } from '../../src/builder/build.ts';
import { writeTinyChatglm } from '../builder/tiny-chatglm.ts';
import { commandLine } from './command-line.ts';
import { jsonOf, verdictsOf } from './run-files.ts';
import { writeExams } from './tiny-exams.ts';

const TOKENIZER = resolve(import.meta.dirname, '../fixtures/tokenizer/tiny-bloom/tokenizer.json');

const { cwd, run } = commandLine();
const at = (folder: string): string => join(cwd, folder);
const score = (out: string, flags = ''): string =>
  `run --model model --data data --tasks mmlu/anatomy --shots 1 --out ${out} ${flags}`;

beforeAll(async () => {
  writeExams(at('data'));
  writeTinyChatglm(at('checkpoint'), { vocabulary: 4000, tokenizer: readFileSync(TOKENIZER, 'utf8') });
  await buildModel({ checkpoint: at('checkpoint'), out: at('model') });
});

describe('a model that can reuse nothing between questions', () => {
  it('runs as with --no-reuse, and says so before, in its record and under its tables', async () => {
    const { code, stdout, stderr } = await run(score('whole'));
    expect(stderr).toMatch(/computes each prompt as a whole.*as with --no-reuse/);
    expect(stderr).toMatch(/reused 0$/m);
    expect(code).toBe(0);
    expect(stdout).toContain('shots computed anew for each question');
    expect(readFileSync(at('whole/report.md'), 'utf8')).toContain('shots computed anew for each question');
    expect(jsonOf(at('whole'), 'run.json')['settings']).toMatchObject({ reuse: false });

    await run(score('asked', '--no-reuse'));
    expect(verdictsOf(at('asked'))).toEqual(verdictsOf(at('whole')));
    expect(jsonOf(at('asked'), 'run.json')['id']).toBe(jsonOf(at('whole'), 'run.json')['id']);
  });
});
