import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkWritable, writeReport } from '../../../bench/score/report-file.ts';
import { InputError } from '../../../src/errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'fiveshot-bench-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a report's file", () => {
  it('is not there before the report is, and its folder is', async () => {
    const file = join(folder, 'a', 'b', 'report.json');
    await checkWritable(file);
    expect([existsSync(dirname(file)), existsSync(file)]).toEqual([true, false]);
    await writeReport(file, { schema: 1 });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ schema: 1 });
  });

  it('keeps what an earlier bench wrote until then', async () => {
    const file = join(folder, 'earlier.json');
    writeFileSync(file, 'earlier');
    await checkWritable(file);
    expect(readFileSync(file, 'utf8')).toBe('earlier');
  });

  it('is refused where it is a folder or lies below a file', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    for (const path of [folder, join(file, 'report.json')]) {
      const refused = checkWritable(path);
      await expect(refused).rejects.toThrow(InputError);
      await expect(refused).rejects.toThrow(`${path} can't be written (`);
    }
  });
});
