/**
 * The letter in a text that a model wrote: the first capital from A to D with no Latin letter and no digit beside it; null
 * where there is none. Harnesses have rules of their own for each data set, and a log does not say which was in force.
 */
export function generatedLetter(text: string): string | null {
  return /(?<![A-Za-z0-9])[A-D](?![A-Za-z0-9])/.exec(text)?.[0] ?? null;
}
