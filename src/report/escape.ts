/** C0 and C1 controls, DEL, line and paragraph separators, and the marks that turn the direction of writing. */
const CONTROLS = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** One line without anything that a terminal or a text area would act on: line ends and tabs become spaces. */
export function plainLine(text: string): string {
  return text.replace(/[\t\r\n\u2028\u2029]+/g, ' ').replace(CONTROLS, '');
}

/** A text of several lines, each of them plain. */
export function plainLines(text: string): string {
  return text.split(/\r?\n/).map(plainLine).join('\n');
}

/**
 * A text that Markdown shows as it is, in a table cell too. GitHub takes what stands between two dollar signs for
 * mathematics, escaped or not; its documentation ("Writing mathematical expressions") has a span keep a sign apart.
 */
export function escapeMarkdown(text: string): string {
  return plainLine(text)
    .replace(/[\\`*_[\]~|]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('$', '<span>$$</span>');
}

/** JSON text that can be printed: what JSON leaves bare of the characters above stands as `\u…`. */
export function escapeJson(json: string): string {
  return json.replace(
    /(?!\n)[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const HTML: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A text that HTML shows as it is, in an element or in a quoted attribute. */
export function escapeHtml(text: string): string {
  return plainLine(text).replace(/[&<>"']/g, (character) => HTML[character] ?? '');
}

const LATEX: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '^': '\\textasciicircum{}',
  '~': '\\textasciitilde{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '"': '\\symbol{34}',
  '`': '\\`{}',
};

/**
 * A text that LaTeX sets as it is: every character that it acts on stands as a command, hyphens and apostrophes that it
 * would join to one sign stand apart, and a letter and its accent are one character, which pdfLaTeX knows where it has it.
 */
export function escapeLatex(text: string): string {
  return plainLine(text)
    .normalize('NFC')
    .replace(/[\\^~<>|"`{}$&#_%]/g, (character) => LATEX[character] ?? `\\${character}`)
    .replace(/([-'])(?=\1)/g, '$1{}');
}

/** A field of a CSV line (RFC 4180). A text that a spreadsheet would take for a formula gets an apostrophe before it. */
export function escapeCsv(text: string): string {
  const plain = plainLine(text);
  const field = /^\s*[=+\-@]/.test(plain) ? `'${plain}` : plain;
  return /[",]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

/** A lone half of a surrogate pair and two that are no characters: XML 1.0 (2.2) and YAML 1.2 (5.1) know none of them. */
const NO_CHARACTERS = /[\p{Cs}\ufffe\uffff]/gu;

/** A text that XML 1.0 shows as it is, in an element or in a quoted attribute. */
export function escapeXml(text: string): string {
  return escapeHtml(text.replace(NO_CHARACTERS, '\ufffd'));
}

/** A text as a double-quoted scalar of YAML 1.2, which takes JSON's strings. */
export function yamlText(text: string): string {
  return JSON.stringify(plainLine(text.replace(NO_CHARACTERS, '\ufffd')));
}
