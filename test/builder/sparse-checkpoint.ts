import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { withHeader } from './write-safetensors.ts';

/** Writes a float16 safetensors file of any size that holds zeros and takes no room: headers are all that is there. */
export function writeSparse(path: string, shapes: Readonly<Record<string, readonly number[]>>): void {
  let offset = 0;
  const header: Record<string, unknown> = {};
  for (const [name, shape] of Object.entries(shapes)) {
    const end = offset + 2 * shape.reduce((product, size) => product * size, 1);
    header[name] = { dtype: 'F16', shape, data_offsets: [offset, end] };
    offset = end;
  }
  const bytes = withHeader(JSON.stringify(header));
  const file = openSync(path, 'w');
  try {
    writeSync(file, bytes);
    ftruncateSync(file, bytes.length + offset);
  } finally {
    closeSync(file);
  }
}
