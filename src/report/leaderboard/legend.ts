import type { Leaderboard } from './leaderboard.ts';

/** What the letters of a row mean, and where quoted rows stand: the sentences under a table, as plain text. */
export function legend({ rows, source }: Leaderboard): string[] {
  const measured = rows.some(({ origin }) => origin === 'measured');
  const best = rows.some(({ cells }) => cells.some((cell) => cell.best));
  const apart = rows.some(({ compares }) => !compares);
  const sentences: (string | null)[] = [
    source === null ? null : `${measured ? 'Upright rows are quoted' : 'Quoted'} from ${sourceText(source)}.`,
    measured ? 'Rows in italics were measured with fiveshot.' : null,
    rows.length === 0 ? 'No run has this exam.' : null,
    best
      ? `Bold is the best of a column${apart ? ' among published rows and runs that compare with them' : ''}.`
      : null,
  ];
  return sentences.filter((sentence) => sentence !== null);
}

function sourceText({ document, url, revision, date }: NonNullable<Leaderboard['source']>): string {
  return `the ${document} of ${date} (${url}${revision === undefined ? '' : `, revision ${revision}`})`;
}
