import { FormatError } from '../../errors.ts';

/** The longest text that a rule replaces, in bytes; real tables have up to 30. */
const MAX_KEY_BYTES = 255;
/** The longest replacement, in bytes; real tables have up to 33 (one character that stands for four words). */
const MAX_REPLACEMENT_BYTES = 1024;
/** Steps of the walk through the table; the largest real one (nfkc_cf) needs some 100,000. */
const MAX_STEPS = 1_000_000;

/**
 * The rules of a precompiled normaliser table: what each text becomes. The table is a double array of Darts (four bytes
 * a unit, little-endian) behind its length in bytes, then the replacements, each closed by a null. Walked through
 * once and whole, so that what is wrong with it is found here and not in some text. `where` names the file.
 * Throws FormatError for a table that is cut short, leads out of itself or in a circle, or isn't UTF-8.
 */
export function readCharsmap(table: Uint8Array, where: string): ReadonlyMap<string, string> {
  const rules = new Map<string, string>();
  if (table.length === 0) return rules;
  const refuse = (reason: string): FormatError =>
    new FormatError(`${where} can't be used: its table of characters ${reason}; copy the file again.`);
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
  const length = table.length < 4 ? 0 : view.getUint32(0, true);
  if (length < 4 || length % 4 !== 0 || 4 + length >= table.length) throw refuse('is cut short');
  const units = new Uint32Array(length / 4);
  for (let unit = 0; unit < units.length; unit += 1) units[unit] = view.getUint32(4 + 4 * unit, true);
  const replacements = table.subarray(4 + length);
  const key = new Uint8Array(MAX_KEY_BYTES);
  let steps = 0;

  function walk(node: number, depth: number): void {
    steps += 1;
    if (steps > MAX_STEPS || depth === MAX_KEY_BYTES) throw refuse('leads in a circle');
    const unit = units[node] ?? 0;
    const base = node ^ offsetOf(unit);
    if (hasLeaf(unit)) {
      const leaf = units[base];
      if (leaf === undefined) throw refuse('leads out of itself');
      rules.set(text(key.subarray(0, depth)), replacement(leaf & 0x7fff_ffff));
    }
    for (let byte = 1; byte < 256; byte += 1) {
      const child = base ^ byte;
      if (labelOf(units[child] ?? 0) !== byte) continue;
      key[depth] = byte;
      walk(child, depth + 1);
    }
  }

  function replacement(start: number): string {
    const end = replacements.indexOf(0, start);
    if (start >= replacements.length || end === -1) throw refuse('leads out of itself');
    if (end - start > MAX_REPLACEMENT_BYTES) throw refuse(`has a replacement of ${end - start} bytes`);
    return text(replacements.subarray(start, end));
  }

  function text(bytes: Uint8Array): string {
    try {
      return UTF8.decode(bytes);
    } catch {
      throw refuse('is not UTF-8');
    }
  }

  walk(0, 0);
  return rules;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

// The bits of a unit of Darts-clone (darts.h, class DoubleArrayUnit).

function hasLeaf(unit: number): boolean {
  return ((unit >>> 8) & 1) === 1;
}

/** Above 255 for a unit that holds a value and no label. */
function labelOf(unit: number): number {
  return (unit & 0x8000_00ff) >>> 0;
}

function offsetOf(unit: number): number {
  return ((unit >>> 10) << ((unit & 0x200) >>> 6)) >>> 0;
}
