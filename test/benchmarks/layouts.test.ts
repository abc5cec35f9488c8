import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { agieval } from '../../src/benchmarks/agieval.ts';
import { ceval } from '../../src/benchmarks/ceval.ts';
import { gaokao } from '../../src/benchmarks/gaokao.ts';
import { benchmarks } from '../../src/benchmarks/index.ts';
import { mmlu } from '../../src/benchmarks/mmlu.ts';
import { openBenchmark } from '../../src/datasets/data-folder.ts';
import { InputError } from '../../src/errors.ts';
import { tarFolder, temporaryFolder, writeFiles, zipOf } from '../datasets/made-archives.ts';
import type { Files } from '../datasets/made-archives.ts';
import { agievalFiles, cevalFiles, gaokaoFiles, mmluFiles } from './made-exams.ts';

const under = (prefix: string, files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([name, content]) => [prefix + name, content]));

const exams = [
  { exam: ceval, files: cevalFiles, subject: 'logic', split: 'val', name: 'val/logic_val.csv', count: 2 },
  {
    exam: mmlu,
    files: mmluFiles,
    subject: 'anatomy',
    split: 'test',
    name: 'test/anatomy_test.csv',
    count: 2,
  },
  {
    exam: agieval,
    files: agievalFiles,
    subject: 'sat-math',
    split: 'test',
    name: 'sat-math.jsonl',
    count: 3,
  },
  {
    exam: gaokao,
    files: gaokaoFiles,
    subject: '2010-2022_Physics_MCQs',
    split: 'test',
    name: '2010-2022_Physics_MCQs.json',
    count: 2,
  },
] as const;

/** Where each exam's files may stand in a data folder. */
const places: Readonly<Record<string, readonly string[]>> = {
  ceval: ['ceval/', 'ceval-exam/', 'ceval/ceval-exam/', ''],
  mmlu: ['mmlu/', 'mmlu/data/', 'data/', ''],
  agieval: [
    'agieval/',
    'agieval/data/v1/',
    'agieval/data/v1_1/',
    'AGIEval/data/v1_1/',
    'data/v1/',
    'v1_1/',
    '',
  ],
  gaokao: [
    'gaokao/',
    'gaokao-bench/',
    'GAOKAO-Bench/Data/Objective_Questions/',
    'Data/Objective_Questions/',
    '',
  ],
};
const archives: Readonly<Record<string, readonly string[]>> = {
  ceval: ['ceval/ceval-exam.zip', 'ceval/any name.ZIP', 'ceval.zip', 'ceval-exam.zip', 'ceval.tar.gz'],
  mmlu: ['mmlu/data.tar', 'mmlu.tar', 'data.tar', 'mmlu.zip', 'mmlu/data.tgz', 'data.tar.gz'],
  agieval: ['agieval.zip', 'agieval/AGIEval-main.zip', 'agieval.tgz'],
  gaokao: ['gaokao.zip', 'gaokao-bench/repository.tar.gz', 'gaokao-bench.tar'],
};

async function writeArchive(path: string, files: Files): Promise<void> {
  mkdirSync(join(path, '..'), { recursive: true });
  if (path.toLowerCase().endsWith('.zip')) writeFileSync(path, zipOf(files));
  else await tarFolder(writeFiles(temporaryFolder(), files), path, path.endsWith('gz'));
}

describe.each(exams)('$exam.title', ({ exam, files, subject, split, name, count }) => {
  const check = async (root: string) => {
    const data = await exam.open(root);
    const questions = await data?.questions(subject, split);
    expect(questions).toHaveLength(count);
    expect(questions?.[0]?.id).toBe(`${exam.id}/${subject}/${split}/0`);
    expect(await data?.sources(subject, split)).toMatchObject([{ name }]);
  };

  it.each(places[exam.id] ?? [])('is found in a folder at "%s"', async (prefix) => {
    await check(writeFiles(temporaryFolder(), under(prefix, files)));
  });

  it.each(archives[exam.id] ?? [])('is found in an archive at "%s"', async (path) => {
    const root = temporaryFolder();
    await writeArchive(join(root, path), files);
    await check(root);
  });

  it('is found in an archive with folders above its files', async () => {
    const root = temporaryFolder();
    await writeArchive(join(root, `${exam.id}.zip`), under('some-main/data/x/', files));
    await check(root);
  });

  it('is found where the data folder is its archive', async () => {
    const path = join(temporaryFolder(), 'download.zip');
    await writeArchive(path, files);
    await check(path);
  });

  it('is not found where there is nothing of it', async () => {
    const root = writeFiles(temporaryFolder(), {
      [`${exam.id}/README.md`]: 'how to get it',
      [`${exam.id}/files.json`]: '{}',
      'data/notes.csv': 'a,b\n',
    });
    expect(await exam.open(root)).toBeNull();
    expect(await exam.open(join(root, 'absent'))).toBeNull();
  });

  it("is not found in another exam's folder", async () => {
    for (const other of exams.filter((one) => one.exam.id !== exam.id)) {
      const bare = writeFiles(temporaryFolder(), other.files);
      expect(await exam.open(bare), other.exam.id).toBeNull();
      const named = writeFiles(temporaryFolder(), under(`${other.exam.id}/`, other.files));
      expect(await exam.open(named), other.exam.id).toBeNull();
    }
  });

  it('names its own file and reads it once, whoever asks', async () => {
    const data = await exam.open(writeFiles(temporaryFolder(), files));
    expect(await data?.sources(subject, split)).toEqual([]);
    const [first, second] = await Promise.all([
      data?.questions(subject, split),
      data?.questions(subject, split),
    ]);
    expect(second).toBe(first);
  });

  it('refuses a subject and a split that the copy lacks', async () => {
    const root = writeFiles(temporaryFolder(), files);
    const data = await exam.open(root);
    expect(await data?.splits('unheard_of')).toEqual([]);
    await expect(data?.questions('unheard_of', split)).rejects.toThrow(InputError);
    await expect(data?.questions('unheard_of', split)).rejects.toThrow(
      `${exam.title} in ${root} has no ${split} split of unheard_of.`,
    );
  });
});

describe('a data folder', () => {
  it('keeps files of unknown subjects apart where the folder has the exam in its name', async () => {
    const files = { ...cevalFiles, 'val/my_own_val.csv': 'id,question\n' };
    expect(await ceval.open(writeFiles(temporaryFolder(), under('ceval/', files)))).not.toBeNull();
  });

  it('is not taken for an exam by subjects that two exams share where others tell whose it is', async () => {
    const root = writeFiles(temporaryFolder(), {
      'val/college_physics_val.csv': 'id,question,A,B,C,D,answer\n0,1,2,3,4,5,A\n',
      'val/logic_val.csv': 'id,question,A,B,C,D,answer\n0,1,2,3,4,5,A\n',
    });
    expect(await mmlu.open(root)).toBeNull();
    expect(await ceval.open(root)).not.toBeNull();
  });

  it('is not searched below folders whose names say nothing', async () => {
    const root = writeFiles(temporaryFolder(), under('old/', agievalFiles));
    expect(await agieval.open(root)).toBeNull();
  });

  it('prefers the earlier version of AGIEval where a repository has both', async () => {
    const root = temporaryFolder();
    writeFiles(root, under('agieval/data/v1_1/', agievalFiles));
    writeFiles(root, under('agieval/data/v1/', agievalFiles));
    const oneMore = `${String(agievalFiles['sat-math.jsonl'])}{"question":"?","options":["A a","B b","C c","D d"],"label":"A"}`;
    writeFiles(root, { 'agieval/data/v1/sat-math.jsonl': oneMore });
    expect(await (await agieval.open(root))?.questions('sat-math', 'test')).toHaveLength(4);
  });

  it('is refused where it holds a file in two formats', async () => {
    const hosted = { 'law/val-00000-of-00001.parquet': 'x' };
    const data = await ceval.open(writeFiles(temporaryFolder(), { ...cevalFiles, ...hosted }));
    await expect(data?.questions('law', 'val')).rejects.toThrow(
      'holds both law/val-00000-of-00001.parquet and val/law_val.csv',
    );
  });

  it('gets a sentence that says where was looked and how to get the files', async () => {
    const path = join(temporaryFolder(), 'none');
    for (const exam of benchmarks) {
      const opening = openBenchmark(exam, { path, chosenBy: '--data' });
      await expect(opening).rejects.toThrow(InputError);
      await expect(opening).rejects.toThrow(
        `${exam.title} is not in the data folder ${path} (chosen by --data), which does not exist; put its files into ${path}/${exam.id}`,
      );
      await expect(opening).rejects.toThrow(exam.source.howToGet);
    }
  });
});

describe("C-Eval's hosted Parquet", () => {
  const fixture = fileURLToPath(new URL('../fixtures/datasets/ceval-hosted', import.meta.url));

  it('is read with empty and null answers as unknown', async () => {
    const data = await ceval.open(fixture);
    const questions = await data?.questions('logic', 'test');
    expect(questions?.map(({ answer }) => answer)).toEqual(['A', null, null]);
    expect(questions?.[0]).toMatchObject({
      id: 'ceval/logic/test/0',
      stem: '所有的猫都是动物。\r\n小花是猫，所以____',
      options: ['小花是动物', '小花是植物', ' 小花是石头', 'None'],
    });
    expect(await data?.splits('logic')).toEqual(['dev', 'test']);
    expect(await data?.sources('logic', 'test')).toMatchObject([
      { name: `logic/test-00000-of-00001.parquet` },
    ]);
    expect(basename(data?.location ?? '')).toBe('ceval-hosted');
  });
});
