/** Lines that are shown around a difference. */
const CONTEXT = 2;

/** Beyond this many pairs of lines the middle is shown as taken out and put in whole: a table never is. */
const MAX_PAIRS = 4_000_000;

interface DiffLine {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
}

/**
 * Two texts line by line: `-` for what only the first has, `+` for what only the second has, with two lines around each
 * difference and `@@` where lines are left out. Empty for equal texts.
 */
export function lineDiff(before: string, after: string): string {
  if (before === after) return '';
  const lines = diffLines(before.split('\n'), after.split('\n'));
  const near = (index: number): boolean =>
    lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ sign }) => sign !== ' ');
  const shown: string[] = [];
  let skipping = false;
  for (const [index, { sign, text }] of lines.entries()) {
    if (near(index)) shown.push(`${sign} ${text}`);
    else if (!skipping) shown.push('@@');
    skipping = !near(index);
  }
  return `${shown.join('\n')}\n`;
}

function diffLines(before: readonly string[], after: readonly string[]): DiffLine[] {
  let start = 0;
  while (start < Math.min(before.length, after.length) && before[start] === after[start]) start++;
  let [endA, endB] = [before.length, after.length];
  while (endA > start && endB > start && before[endA - 1] === after[endB - 1]) {
    endA--;
    endB--;
  }
  return [
    ...signed(' ', before.slice(0, start)),
    ...middle(before.slice(start, endA), after.slice(start, endB)),
    ...signed(' ', before.slice(endA)),
  ];
}

function signed(sign: DiffLine['sign'], texts: readonly string[]): DiffLine[] {
  return texts.map((text) => ({ sign, text }));
}

/** By the longest common subsequence of the lines. */
function middle(before: readonly string[], after: readonly string[]): DiffLine[] {
  if (before.length * after.length > MAX_PAIRS) return [...signed('-', before), ...signed('+', after)];
  const common = commonLengths(before, after);
  const lines: DiffLine[] = [];
  let [a, b] = [0, 0];
  while (a < before.length || b < after.length) {
    const [left, right] = [before[a], after[b]];
    if (left !== undefined && left === right) {
      lines.push({ sign: ' ', text: left });
      a++;
      b++;
    } else if (
      left !== undefined &&
      (right === undefined || (common[a + 1]?.[b] ?? 0) >= (common[a]?.[b + 1] ?? 0))
    ) {
      lines.push({ sign: '-', text: left });
      a++;
    } else if (right !== undefined) {
      lines.push({ sign: '+', text: right });
      b++;
    }
  }
  return lines;
}

/** Length of the longest common subsequence of what follows each pair of places. */
function commonLengths(before: readonly string[], after: readonly string[]): number[][] {
  const lengths = Array.from({ length: before.length + 1 }, () =>
    Array.from({ length: after.length + 1 }, () => 0),
  );
  for (let a = before.length - 1; a >= 0; a--) {
    for (let b = after.length - 1; b >= 0; b--) {
      const row = lengths[a];
      if (row === undefined) continue;
      row[b] =
        before[a] === after[b]
          ? (lengths[a + 1]?.[b + 1] ?? 0) + 1
          : Math.max(lengths[a + 1]?.[b] ?? 0, row[b + 1] ?? 0);
    }
  }
  return lengths;
}
