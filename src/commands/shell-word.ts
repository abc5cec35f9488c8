/** A text as a POSIX shell reads it back as one word, for commands that are printed to be pasted. */
export function shellWord(text: string): string {
  return /^[\w./@:+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
