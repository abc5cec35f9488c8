/** The name that llama-gguf-split gives a part of a GGUF file, counted from 1. */
const PART = /^(.*)-(\d{5})-of-(\d{5})\.gguf$/;
/** Published models have some ten parts. */
const MAX_PARTS = 4096;

/** The names of all parts of a GGUF file in their order, by the name of one; null for a name that no part has. */
export function partNames(name: string): readonly string[] | null {
  const [, stem, , count = ''] = PART.exec(name) ?? [];
  if (stem === undefined || Number(count) > MAX_PARTS) return null;
  const names = Array.from(
    { length: Number(count) },
    (_, index) => `${stem}-${String(index + 1).padStart(5, '0')}-of-${count}.gguf`,
  );
  return names.includes(name) ? names : null;
}
