import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readConfigFile } from '../../src/config/config-file.ts';
import { configSchema } from '../../src/config/schema.ts';

const EXAMPLE = resolve(import.meta.dirname, '../../configs/example.yaml');

it('configs/example.yaml is a config file, and so it is with every key that it only shows', async () => {
  expect(await readConfigFile(EXAMPLE)).toMatchObject({ tasks: ['ceval', 'gaokao', 'agieval', 'mmlu'] });
  const folder = mkdtempSync(join(tmpdir(), 'fiveshot-example-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const whole = join(folder, 'whole.yaml');
  writeFileSync(whole, readFileSync(EXAMPLE, 'utf8').replaceAll(/^#(?=\w)/gm, ''));
  const keys = Object.keys(await readConfigFile(whole));
  expect(keys.toSorted()).toEqual(Object.keys(configSchema.shape).toSorted());
});
