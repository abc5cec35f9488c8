import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  allowScripts: Record<string, boolean>;
};
const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')) as {
  packages: Record<string, { version: string; hasInstallScript?: boolean; resolved?: string }>;
};

describe('package', () => {
  it('pins every dependency exactly, as the lock file has it', () => {
    for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
      expect(lock.packages[`node_modules/${name}`]?.version, name).toBe(version);
    }
  });

  it('runs no install script of a dependency, so that plain npm ci needs no other host', () => {
    const withScript = Object.entries(lock.packages)
      .filter(([path, entry]) => path !== '' && entry.hasInstallScript)
      .map(([path]) => path.replace(/^.*node_modules\//, ''));
    const optional = new Set(['fsevents']);
    for (const name of withScript.filter((one) => !optional.has(one))) {
      expect(manifest.allowScripts[name], name).toBe(false);
    }
  });

  it('locks packages of the public registry only', () => {
    const hosts = new Set(
      Object.values(lock.packages).flatMap((entry) => (entry.resolved ? [new URL(entry.resolved).host] : [])),
    );
    expect([...hosts].filter((host) => host !== 'registry.npmjs.org')).toEqual([]);
  });

  it('has types that compile without those of Node', () => {
    const root = join(import.meta.dirname, '..');
    const folder = mkdtempSync(join(tmpdir(), 'fiveshot-types-'));
    try {
      writeFileSync(
        join(folder, 'consumer.ts'),
        `import { run } from ${JSON.stringify(join(root, 'dist/index.js'))};
export const folder: Promise<string> = run({ model: 'm', tasks: 'mmlu' }).then((result) => result.folder);\n`,
      );
      const flags =
        '--ignoreConfig --noEmit --strict --module nodenext --target es2022 --lib es2023,dom'.split(' ');
      execFileSync(
        process.execPath,
        [join(root, 'node_modules/typescript/bin/tsc'), ...flags, '--types', '', join(folder, 'consumer.ts')],
        { stdio: 'pipe', encoding: 'utf8' },
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('carries all that the quick start and the viewer need, none of its making, and stays below 12 MB', () => {
    const root = join(import.meta.dirname, '..');
    const printed = execFileSync('npm', ['pack', '--dry-run', '--ignore-scripts', '--json'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    // One npm prints a list of packages, another an object by name.
    const [pack] = Object.values(
      JSON.parse(printed) as Record<string, { size: number; files: { path: string }[] }>,
    );
    const packed = new Set(pack?.files.map(({ path }) => path));
    const samples = readdirSync(join(root, 'datasets/samples'), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(csv|jsonl)$|gaokao-bench\/.*\.json$/.test(name))
      .map((name) => `datasets/samples/${name}`);
    expect(samples.length).toBeGreaterThan(70);
    const model = [
      'config.json',
      'model.safetensors',
      'tokenizer.json',
      'tokenizer_config.json',
      'README.md',
    ];
    for (const needed of [
      ...samples,
      ...model.map((name) => `models/tiny-reader/${name}`),
      'configs/quickstart.yaml',
      'datasets/samples/SAMPLES.json',
      'results/published/mmlu.yaml',
      ...readdirSync(join(root, 'src/viewer/page'))
        .filter((name) => name !== 'tsconfig.json')
        .map((name) => `dist/viewer/page/${name}`),
    ])
      expect(packed).toContain(needed);
    expect([...packed].filter((path) => /(?<!\.d)\.ts$|\.py$/.test(path))).toEqual([]);
    expect(pack?.size).toBeLessThan(12e6);
  });
});
