import { join } from 'node:path';
import { checkpointRows, ggufRows } from './built.ts';
import { exportRows } from './exported.ts';
import type { Row } from './row.ts';

/**
 * Compares the small checkpoints of `golden/architectures`, GGUF files by llama.cpp's converter and graphs of other exporters
 * with their reference logits, each sequence in one piece and on a prefix, prints a Markdown table, and says whether all is
 * within the tolerance.
 */
export async function compareArchitectures(reference: string): Promise<boolean> {
  const rows = [
    ...(await checkpointRows(join(reference, 'golden/architectures'))),
    ...(await ggufRows()),
    ...(await exportRows()),
  ];
  console.log('| checkpoint | model type | format | largest difference | on a prefix |');
  console.log('| --- | --- | --- | --- | --- |');
  for (const row of rows) console.log(`| ${cellsOf(row).join(' | ')} |`);
  return rows.every(({ alone, continued, tolerance }) => alone <= tolerance && (continued ?? 0) <= tolerance);
}

function cellsOf({ checkpoint, type, format, alone, continued }: Row): readonly string[] {
  return [checkpoint, type, format, shown(alone), continued === null ? 'no reuse' : shown(continued)];
}

function shown(difference: number): string {
  return difference.toFixed(6);
}
