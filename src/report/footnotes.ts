/** The numbered notes under one table. */
export interface Footnotes {
  /** The number of a note, the same for the same text. */
  mark(text: string): number;
  readonly texts: readonly string[];
}

/** An empty list of notes; numbers count from 1 in order of first use. */
export function createFootnotes(): Footnotes {
  const texts: string[] = [];
  return {
    texts,
    mark(text) {
      const index = texts.indexOf(text);
      return index === -1 ? texts.push(text) : index + 1;
    },
  };
}
