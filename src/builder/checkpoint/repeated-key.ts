const [QUOTE, BACKSLASH, COLON, OPEN, CLOSE] = ['"', '\\', ':', '{', '}'].map((sign) => sign.charCodeAt(0));

/**
 * The first key that an object of a JSON text has twice, or null. JSON.parse keeps the last of such and says nothing, so that
 * two programs may read two things from one file. The text must be valid JSON.
 */
export function repeatedKey(json: string): string | null {
  const objects: Set<string>[] = [];
  let [start, end] = [0, 0]; // of the string that was seen last, with its quotation marks
  for (let at = 0; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) {
      [start, end] = [at, stringEnd(json, at)];
      at = end - 1;
    } else if (code === OPEN) objects.push(new Set());
    else if (code === CLOSE) objects.pop();
    else if (code === COLON) {
      const key = String(JSON.parse(json.slice(start, end)));
      if (objects.at(-1)?.has(key) === true) return key;
      objects.at(-1)?.add(key);
    }
  }
  return null;
}

function stringEnd(json: string, start: number): number {
  let at = start + 1;
  while (at < json.length && json.charCodeAt(at) !== QUOTE) at += json.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at + 1;
}
