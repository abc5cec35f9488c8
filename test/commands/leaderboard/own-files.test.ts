import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  findFiles,
  findRuns,
  type LeaderboardFile,
  renewFile,
} from '../../../src/commands/leaderboard/files.ts';
import { openTables } from '../../../src/commands/leaderboard/tables.ts';
import { rewriteBlocks } from '../../../src/report/leaderboard/blocks.ts';
import { DEFAULT_CHOICE } from '../../../src/report/leaderboard/choice.ts';
import { leaderboardRenderers } from '../../../src/report/leaderboard/index.ts';
import { leaderboardMarkdown } from '../../../src/report/leaderboard/markdown.ts';
import { lineDiff } from '../../../src/report/line-diff.ts';
import { temporaryFolder } from '../../results/records.ts';

const ROOT = resolve(import.meta.dirname, '../../..');

/** Every table of a copy of the repository's files, made again. */
async function renew(root: string): Promise<LeaderboardFile[]> {
  const runs = (await findRuns(root)).map((folder) => join(root, folder));
  const published = join(root, 'results/published');
  const tables = await openTables({ published, runs, allowIncomplete: false });
  return Promise.all(
    (await findFiles(root)).map((path) =>
      renewFile(join(root, path), {
        block: ({ table, where, ...choice }) => leaderboardMarkdown(tables.make(table, choice, where)),
        whole: (format) => leaderboardRenderers[format](tables.makeAll(DEFAULT_CHOICE)),
      }),
    ),
  );
}

const stale = (files: readonly LeaderboardFile[], root: string): string[] =>
  files.filter(({ before, after }) => before !== after).map(({ path }) => relative(root, path));

describe("the repository's own tables", () => {
  it('are what leaderboard makes of results/: README.md, docs and results', async () => {
    const files = await renew(ROOT);
    const paths = files.map(({ path }) => relative(ROOT, path));
    for (const path of [
      'README.md',
      'docs/smollm2.md',
      'results/leaderboard.md',
      'results/leaderboard.csv',
    ]) {
      expect(paths).toContain(path);
    }
    expect(stale(files, ROOT), "run 'npm run dev -- leaderboard'").toEqual([]);
  });

  it('are all made so: no other table of README.md or results has a percentage', async () => {
    const pages = (await readdir(join(ROOT, 'results'))).filter((name) => name.endsWith('.md'));
    for (const page of ['README.md', ...pages.map((name) => join('results', name))]) {
      const { text } = rewriteBlocks(await readFile(join(ROOT, page), 'utf8'), page, () => '');
      expect([page, text.match(/^\|.*\| *\**\d+\.\d+.*$/gm)]).toEqual([page, null]);
    }
  });

  it('are stale once a cell, a run or a published value is another', async () => {
    const root = await temporaryFolder();
    for (const name of ['README.md', 'docs', 'results']) {
      await cp(join(ROOT, name), join(root, name), { recursive: true });
    }
    const edit = async (name: string, from: string, to: string): Promise<void> => {
      const text = await readFile(join(root, name), 'utf8');
      expect(text).toContain(from);
      await writeFile(join(root, name), text.replace(from, to));
    };
    expect(stale(await renew(root), root)).toEqual([]);
    const widest = `| ChatGPT${' '.repeat(20)} |     `;
    await edit('results/leaderboard.md', `${widest}54.4 |`, `${widest}64.4 |`);
    const cell = (await renew(root)).find(({ before, after }) => before !== after);
    expect(relative(root, cell?.path ?? '')).toBe('results/leaderboard.md');
    const diff = lineDiff(cell?.before ?? '', cell?.after ?? '').split('\n');
    expect(diff.filter((line) => /^[-+]/.test(line)).map((line) => line.replaceAll(/ +/g, ' '))).toEqual([
      '- | ChatGPT | 64.4 | 41.4 | 52.9 | 61.8 | 50.9 | 53.6 |',
      '+ | ChatGPT | 54.4 | 41.4 | 52.9 | 61.8 | 50.9 | 53.6 |',
    ]);
    await edit('results/published/mmlu.yaml', "'42.3'", "'42.4'");
    await edit('results/smollm2/run.json', '"name": "smollm2"', '"name": "smollm3"');
    expect(stale(await renew(root), root)).toEqual([
      'README.md',
      'docs/smollm2.md',
      'results/leaderboard.csv',
      'results/leaderboard.md',
    ]);
  });
});
