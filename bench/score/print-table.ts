import { renderTerminal } from '../../src/report/terminal.ts';

/** What stands in the columns of a table's line, by their headings. */
export type Line = Readonly<Record<string, string>>;

/** Prints lines by their names, with the headings of the first; a line that lacks one has an empty cell. */
export function printTable(title: string, lines: ReadonlyMap<string, Line>): void {
  const headings = Object.keys([...lines.values()][0] ?? {});
  const table = {
    title,
    columns: ['', ...headings],
    rows: [...lines].map(([name, line]) =>
      [name, ...headings.map((heading) => line[heading] ?? '')].map(
        (text) => ({ type: 'text', text }) as const,
      ),
    ),
    footnotes: [],
  };
  console.log(renderTerminal([table], { colour: false, detail: false }));
}
