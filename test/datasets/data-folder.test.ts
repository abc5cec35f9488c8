import { describe, expect, it } from 'vitest';
import { openBenchmark, resolveDataFolder } from '../../src/datasets/data-folder.ts';
import { temporaryFolder } from './made-archives.ts';

describe('resolveDataFolder', () => {
  const cwd = '/home/me';
  const env = { FIVESHOT_DATA: '/from-env' };

  it('takes the flag, then the config, then FIVESHOT_DATA, then datasets in the working directory', () => {
    expect(resolveDataFolder({ flag: 'a', config: 'b', env, cwd })).toEqual({
      path: '/home/me/a',
      chosenBy: '--data',
    });
    expect(resolveDataFolder({ config: 'b', env, cwd }).path).toBe('/home/me/b');
    expect(resolveDataFolder({ env, cwd })).toEqual({ path: '/from-env', chosenBy: 'FIVESHOT_DATA' });
    expect(resolveDataFolder({ env: {}, cwd }).path).toBe('/home/me/datasets');
  });

  it('takes an empty text as not given', () => {
    expect(resolveDataFolder({ flag: '', env: { FIVESHOT_DATA: '' }, cwd }).path).toBe('/home/me/datasets');
  });
});

describe('openBenchmark', () => {
  it('hands on what the benchmark opens, and does not call an existing folder absent', async () => {
    const path = temporaryFolder();
    const source = { url: '', licence: '', howToGet: 'Ask the library.' };
    const exam = { id: 'quiz', title: 'Quiz', source, open: async (folder: string) => ({ folder }) };
    expect(await openBenchmark(exam, { path, chosenBy: '--data' })).toEqual({ folder: path });
    const none = { ...exam, open: async () => null };
    await expect(openBenchmark(none, { path, chosenBy: '--data' })).rejects.toThrow(
      `Quiz is not in the data folder ${path} (chosen by --data); put its files into ${path}/quiz or name another folder with --data. Ask the library.`,
    );
  });
});
