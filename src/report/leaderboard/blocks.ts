import { didYouMean, InputError } from '../../errors.ts';
import { DEFAULT_CHOICE, ORDERS, ROW_CHOICES, type LeaderboardChoice } from './choice.ts';

/** What stands between two markers of a Markdown file is to be. */
export interface LeaderboardBlock extends LeaderboardChoice {
  readonly table: string;
  /** `file:line` of its first marker, for messages. */
  readonly where: string;
}

/** On a line of its own and not indented, so that an example in a code block is none. */
const OPENING = /^<!--\s*fiveshot:leaderboard\b(.*?)-->\s*$/;
const CLOSING = /^<!--\s*\/fiveshot:leaderboard\s*-->\s*$/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;

/**
 * A Markdown file with the text between each pair of markers replaced by what `render` gives for it; all other bytes
 * stay. The markers are `<!-- fiveshot:leaderboard TABLE rows=all|quoted|measured order=card|average -->` and
 * `<!-- /fiveshot:leaderboard -->`.
 * Throws InputError with file and line where a marker has no partner or a wrong option.
 */
export function rewriteBlocks(
  text: string,
  file: string,
  render: (block: LeaderboardBlock) => string,
): { readonly text: string; readonly blocks: number } {
  const lines = text.split('\n');
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const out: string[] = [];
  let open: string | null = null;
  let fence: string | null = null;
  let blocks = 0;
  for (const [index, line] of lines.entries()) {
    const where = `${file}:${index + 1}`;
    fence = open === null ? fenceAfter(line, fence) : null;
    const opening = fence === null ? OPENING.exec(line) : null;
    if (opening !== null) {
      if (open !== null)
        throw new InputError(`${where}: the block of ${open} is still open here; close it first.`);
      open = where;
      blocks++;
      const body = render({ ...readOptions(opening[1] ?? '', where), where });
      out.push(line, ...`\n${body}`.split('\n').map((one) => (end === '\n' ? one : `${one}\r`)));
    } else if (fence === null && CLOSING.test(line)) {
      if (open === null) throw new InputError(`${where}: this marker closes no block; take it out.`);
      open = null;
      out.push(line);
    } else if (open === null) out.push(line);
  }
  if (open !== null) {
    throw new InputError(`${open}: this block has no end; add '<!-- /fiveshot:leaderboard -->' below it.`);
  }
  return { text: out.join('\n'), blocks };
}

/** The fence that is open after a line, or null outside of code. */
function fenceAfter(line: string, fence: string | null): string | null {
  const found = FENCE.exec(line)?.[1] ?? null;
  if (fence === null) return found;
  const closes =
    found !== null && found[0] === fence[0] && found.length >= fence.length && /^\s*[`~]+\s*$/.test(line);
  return closes ? null : fence;
}

const OPTIONS = { rows: ROW_CHOICES, order: ORDERS } as const;

function readOptions(words: string, where: string): Omit<LeaderboardBlock, 'where'> {
  const [table, ...options] = words.trim().split(/\s+/);
  if (table === undefined || table === '' || table.includes('=')) {
    throw new InputError(`${where}: the marker names no table, as in '<!-- fiveshot:leaderboard mmlu -->'.`);
  }
  let choice = DEFAULT_CHOICE;
  const given = new Set<string>();
  for (const option of options) {
    const [, key = '', value = ''] = /^(\w+)=(.*)$/.exec(option) ?? [];
    const rows = OPTIONS.rows.find((one) => key === 'rows' && one === value);
    const order = OPTIONS.order.find((one) => key === 'order' && one === value);
    if (rows === undefined && order === undefined) {
      const known = [
        ...OPTIONS.rows.map((one) => `rows=${one}`),
        ...OPTIONS.order.map((one) => `order=${one}`),
      ];
      throw new InputError(
        `${where}: the marker has '${option}', and can have ${known.join(', ')}.${didYouMean(option, known)}`,
      );
    }
    if (given.has(key)) throw new InputError(`${where}: the marker has '${key}' twice; leave one.`);
    given.add(key);
    choice = { rows: rows ?? choice.rows, order: order ?? choice.order };
  }
  return { table, ...choice };
}
