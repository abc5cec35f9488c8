import { createRequire } from 'node:module';
import { cpus, totalmem } from 'node:os';
import { z } from 'zod';
import { readSystemFile } from '../../src/machine/system-files.ts';
import { usableThreads } from '../../src/machine/threads.ts';

/** What decides how fast anything is here. */
export const Machine = z.object({
  cpu: z.string(),
  /** Threads that fiveshot uses by itself. */
  cores: z.number(),
  /** Of the instructions that matrix products use, those that the processor has. */
  instructions: z.array(z.string()),
  memory: z.number(),
  node: z.string(),
  onnxruntime: z.string(),
});
export type Machine = z.infer<typeof Machine>;

/** As Linux calls them, the strongest first. */
const INSTRUCTIONS = [
  'amx_int8',
  'amx_bf16',
  'avx512_bf16',
  'avx512_vnni',
  'avx512f',
  'avx_vnni',
  'avx2',
  'i8mm',
  'asimddp',
];

export function thisMachine(): Machine {
  const flags = /^(?:flags|Features)\s*:(.*)$/m.exec(readSystemFile('/proc/cpuinfo') ?? '')?.[1] ?? '';
  const runtime: unknown = createRequire(import.meta.url)('onnxruntime-node/package.json');
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: usableThreads().count,
    instructions: INSTRUCTIONS.filter((name) => flags.split(' ').includes(name)),
    memory: totalmem(),
    node: process.version,
    onnxruntime: z.object({ version: z.string() }).parse(runtime).version,
  };
}

export function machineText({ cpu, cores, instructions, memory, node, onnxruntime }: Machine): string {
  return `${cpu}, ${cores} cores (${instructions.join(' ')}), ${(memory / 1e9).toFixed(1)} GB, node ${node}, ONNX Runtime ${onnxruntime}`;
}
