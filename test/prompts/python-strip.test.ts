import { expect, test } from 'vitest';
import { pythonStrip } from '../../src/prompts/python-strip.ts';

/** Every code point for which Python 3.11 says `chr(c).strip() == ''`. */
const PYTHON_SPACES = [
  0x9, 0xa, 0xb, 0xc, 0xd, 0x1c, 0x1d, 0x1e, 0x1f, 0x20, 0x85, 0xa0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003,
  0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200a, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000,
];

test('strips exactly the code points that Python strips', () => {
  const stripped: number[] = [];
  for (let code = 0; code < 0x11_0000; code++) {
    if (pythonStrip(String.fromCodePoint(code)) === '') stripped.push(code);
  }
  expect(stripped).toEqual(PYTHON_SPACES);
});

test.each([
  ['', ''],
  ['\u3000\r\n a b \t\u0085', 'a b'],
  ['\uFEFFa\uFEFF', '\uFEFFa\uFEFF'],
  ['a \u{1F600} ', 'a \u{1F600}'],
])('%j becomes %j', (text, expected) => {
  expect(pythonStrip(text)).toBe(expected);
});
