import { escapeHtml } from '../escape.ts';

/** A drawing with what it shows in words. */
export interface Drawing {
  /** Unique on the page. */
  readonly id: string;
  readonly width: number;
  readonly height: number;
  /** What the drawing is. */
  readonly title: string;
  /** What it shows, for those who do not see it. */
  readonly description: string;
  /** SVG elements. */
  readonly content: readonly string[];
}

/** A drawing as SVG that a screen reader takes for one picture with a name and a description. */
export function svg({ id, width, height, title, description, content }: Drawing): string {
  return [
    `<svg id="${id}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="${id}-t ${id}-d">`,
    `<title id="${id}-t">${escapeHtml(title)}</title><desc id="${id}-d">${escapeHtml(description)}</desc>`,
    ...content,
    '</svg>',
  ].join('\n');
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A filled or outlined box; its class says how it looks. */
export function rect(look: string, { x, y, width, height }: Box): string {
  return `<rect class="${look}" x="${place(x)}" y="${place(y)}" width="${place(width)}" height="${place(height)}"/>`;
}

interface Ends {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

export function line(look: string, { x1, y1, x2, y2 }: Ends): string {
  return `<line class="${look}" x1="${place(x1)}" y1="${place(y1)}" x2="${place(x2)}" y2="${place(y2)}"/>`;
}

/** A text whose place is its start, middle or end, by its class. */
export function label(look: string, { x, y }: Pick<Box, 'x' | 'y'>, content: string): string {
  return `<text class="${look}" x="${place(x)}" y="${place(y)}">${escapeHtml(content)}</text>`;
}

/** Tenths of a pixel are enough, and keep a page small. */
export function place(value: number): string {
  return String(Number(value.toFixed(1)));
}

/** A name that fits a drawing's margin; the table beside the drawing has the whole of it. */
export function shortened(name: string, most: number): string {
  const characters = Array.from(name);
  return characters.length <= most ? name : `${characters.slice(0, most - 1).join('')}…`;
}
