import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

const src = resolve(import.meta.dirname, '../src');

/** What each room may import of the other rooms, and which packages. A new room is a new row. */
const ROOMS: Record<string, { rooms: string[]; packages: string[] }> = {
  records: { rooms: [], packages: [] },
  errors: { rooms: [], packages: [] },
  fingerprint: { rooms: [], packages: ['node:crypto'] },
  lock: { rooms: ['errors'], packages: ['node:fs/promises', 'node:os', 'node:timers/promises'] },
  'make-folder': { rooms: ['errors'], packages: ['node:fs/promises', 'node:path'] },
  machine: { rooms: [], packages: ['node:fs', 'node:os', 'node:path', 'node:worker_threads'] },
  bytes: { rooms: ['errors'], packages: ['node:fs', 'node:fs/promises'] },
  precision: { rooms: [], packages: [] },
  'weight-files': { rooms: ['errors'], packages: ['zod'] },
  'model-folder': {
    rooms: ['errors', 'precision'],
    packages: ['node:fs', 'node:fs/promises', 'node:path', 'zod'],
  },
  config: {
    rooms: ['records', 'errors', 'recipes', 'benchmarks', 'precision'],
    packages: ['node:fs', 'node:fs/promises', 'node:path', 'node:os', 'yaml', 'zod'],
  },
  datasets: {
    rooms: ['records', 'errors', 'fingerprint', 'download', 'make-folder'],
    packages: [
      'node:fs',
      'node:fs/promises',
      'node:path',
      'node:zlib',
      'node:stream',
      'node:stream/promises',
      'node:url',
      'csv-parse/sync',
      'yauzl',
      'tar',
      'hyparquet',
      'hyparquet-compressors',
      'p-limit',
      'zod',
    ],
  },
  download: {
    rooms: ['errors'],
    packages: [
      'node:crypto',
      'node:fs',
      'node:fs/promises',
      'node:stream/promises',
      'node:timers/promises',
      'p-retry',
      'undici',
    ],
  },
  hub: {
    rooms: ['errors', 'download', 'make-folder', 'weight-files'],
    packages: ['node:fs', 'node:fs/promises', 'node:path', 'node:os', 'p-limit', 'zod'],
  },
  benchmarks: { rooms: ['records', 'errors', 'fingerprint', 'datasets'], packages: [] },
  prompts: { rooms: ['records', 'errors', 'fingerprint', 'recipes/recipe'], packages: [] },
  scoring: { rooms: ['records', 'errors'], packages: [] },
  recipes: { rooms: ['records', 'errors', 'fingerprint', 'prompts', 'scoring'], packages: [] },
  tokenizer: {
    rooms: ['errors', 'model-folder'],
    packages: [
      'node:fs',
      'node:fs/promises',
      'node:path',
      '@bufbuild/protobuf/wire',
      '@huggingface/tokenizers',
      'zod',
    ],
  },
  backends: {
    rooms: ['records', 'errors', 'fingerprint', 'bytes', 'tokenizer', 'model-folder', 'machine'],
    packages: ['node:events', 'node:os', 'node:path', 'node:worker_threads', 'onnxruntime-node'],
  },
  engine: {
    rooms: ['records', 'errors', 'tokenizer', 'backends/backend'],
    packages: ['p-limit', 'node:perf_hooks'],
  },
  results: {
    rooms: ['records', 'errors', 'fingerprint', 'lock', 'make-folder'],
    packages: ['node:fs', 'node:fs/promises', 'node:path', 'node:os', 'yaml', 'zod'],
  },
  imports: {
    rooms: ['records', 'errors', 'fingerprint', 'report/lm-eval/names'],
    packages: ['zod'],
  },
  report: { rooms: ['records', 'errors'], packages: ['cli-table3', 'picocolors'] },
  viewer: { rooms: ['records', 'errors', 'results'], packages: ['node:fs/promises', 'node:http', 'zod'] },
  builder: {
    rooms: [
      'errors',
      'fingerprint',
      'lock',
      'machine',
      'make-folder',
      'bytes',
      'model-folder',
      'precision',
      'weight-files',
    ],
    packages: [
      'node:fs',
      'node:fs/promises',
      'node:path',
      'node:crypto',
      'node:process',
      'node:os',
      'node:events',
      'node:worker_threads',
      '@bufbuild/protobuf',
      '@bufbuild/protobuf/codegenv2',
      '@bufbuild/protobuf/wire',
      'zod',
    ],
  },
};

/** Rooms that join others and may import all of them. */
const JOINING = new Set(['index', 'cli', 'commands']);

/** What the library shares with the command line. */
const LIBRARY_DOORS = new Set(['commands/run-report', 'commands/run/library-run', 'commands/run/perform']);

/** The only doors into the builder. */
const BUILDER_DOORS = new Set([
  'builder/stand-in',
  'builder/build',
  'builder/inspect',
  'builder/compare-files',
  'builder/damaged-tensor',
  'builder/exported/index',
]);

describe('rooms', () => {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|js)$/.test(file))
    .map((file) => file.split(sep).join('/'));

  it('has a row for every room', () => {
    const rooms = new Set(files.map(roomOf));
    expect([...rooms].filter((room) => !JOINING.has(room) && !(room in ROOMS))).toEqual([]);
  });

  it.each(files)('%s imports only what its room may', (file) => {
    const room = roomOf(file);
    const wrong = importsOf(file).filter((target) => !allowed(room, target));
    expect(wrong).toEqual([]);
  });

  it('is free of cycles between rooms', () => {
    const edges = new Map<string, Set<string>>();
    for (const file of files) {
      for (const target of importsOf(file)) {
        if (!target.startsWith('src/')) continue;
        const [from, to] = [roomOf(file), roomOf(target.slice(4))];
        if (from !== to) edges.set(from, (edges.get(from) ?? new Set()).add(to));
      }
    }
    // recipes declare with the types of prompts, which read the recipe's type: types only, one file.
    edges.get('prompts')?.delete('recipes');
    expect(findCycle(edges)).toBeNull();
  });

  it('prints only in commands and cli', () => {
    const printing = files.filter(
      (file) => !JOINING.has(roomOf(file)) && /console\.|process\.std(out|err)/.test(read(file)),
    );
    expect(printing).toEqual([]);
  });
});

function read(file: string): string {
  return readFileSync(join(src, file), 'utf8');
}

function roomOf(file: string): string {
  const first = file.split('/')[0] ?? file;
  return first.replace(/(\.d)?\.ts$/, '');
}

/** Import targets: `src/...` without extension for our own files, the specifier for packages. */
function importsOf(file: string): string[] {
  const found = read(file).matchAll(/(?:\bfrom\s+|\bimport\s*\(?\s*)'([^']+)'/g);
  return [...found].map(([, specifier = '']) => {
    if (!specifier.startsWith('.')) return specifier;
    const target = relative(src, resolve(src, dirname(file), specifier))
      .split(sep)
      .join('/');
    return `src/${target.replace(/\.ts$/, '')}`;
  });
}

function allowed(room: string, target: string): boolean {
  if (target.startsWith('src/')) {
    const path = target.slice(4);
    const targetRoom = roomOf(path);
    if (targetRoom === 'cli') return false;
    if (targetRoom === room) return true;
    if (targetRoom === 'commands') return room === 'cli' || (room === 'index' && LIBRARY_DOORS.has(path));
    if (JOINING.has(room)) return targetRoom !== 'builder' || BUILDER_DOORS.has(path);
    return ROOMS[room]?.rooms.some((one) => one === targetRoom || one === path) ?? false;
  }
  return JOINING.has(room) || (ROOMS[room]?.packages.includes(target) ?? false);
}

function findCycle(edges: Map<string, Set<string>>): string[] | null {
  const done = new Set<string>();
  function walk(room: string, path: string[]): string[] | null {
    if (path.includes(room)) return [...path, room];
    if (done.has(room)) return null;
    for (const next of edges.get(room) ?? []) {
      const cycle = walk(next, [...path, room]);
      if (cycle) return cycle;
    }
    done.add(room);
    return null;
  }
  for (const room of edges.keys()) {
    const cycle = walk(room, []);
    if (cycle) return cycle;
  }
  return null;
}
