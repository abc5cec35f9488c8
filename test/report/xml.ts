/** An element of a parsed XML text. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  readonly text: string;
}

const NAME = '[A-Za-z_:][\\w:.-]*';
const TOKEN = new RegExp(
  `^<(/?)(${NAME})((?:\\s+${NAME}\\s*=\\s*(?:"[^<"]*"|'[^<']*'))*)\\s*(/?)>|^[^<]+`,
  'u',
);
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The characters that XML 1.0 allows (section 2.2); a u-flagged class sees a lone surrogate as one. */
// oxlint-disable-next-line no-control-regex -- the rule that it checks is about control characters
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/**
 * Parses the subset of XML that has elements, attributes, text and the five entities, and nothing else.
 * Throws where a text is not well-formed or uses anything more.
 */
export function parseXml(xml: string): Element {
  const bad = FORBIDDEN.exec(xml);
  if (bad !== null) throw new Error(`U+${bad[0].codePointAt(0)?.toString(16)} at ${bad.index}`);
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
  if (!xml.startsWith(declaration)) throw new Error('no declaration');
  const root = { name: '', attributes: {}, children: [] as Element[], text: '' };
  const open: (typeof root)[] = [root];
  for (let rest = xml.slice(declaration.length); rest !== '';) {
    const token = TOKEN.exec(rest);
    const inner = open.at(-1);
    if (token === null || inner === undefined) throw new Error(`not well-formed: ${rest.slice(0, 60)}`);
    const [all, closing, name, attributes = '', empty] = token;
    rest = rest.slice(all.length);
    if (name === undefined) inner.text += decode(all);
    else if (closing === '/') {
      if (inner.name !== name) throw new Error(`</${name}> closes <${inner.name}>`);
      open.pop();
    } else {
      const element = { name, attributes: attributesOf(attributes), children: [], text: '' };
      inner.children.push(element);
      if (empty === '') open.push(element);
    }
  }
  const [only, ...others] = root.children;
  if (open.length !== 1 || only === undefined || others.length > 0 || root.text.trim() !== '')
    throw new Error('not one root element');
  return only;
}

function attributesOf(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [, name = '', value = ''] of text.matchAll(/([^\s=]+)\s*=\s*("[^"]*"|'[^']*')/gu)) {
    if (Object.hasOwn(found, name)) throw new Error(`attribute ${name} twice`);
    found[name] = decode(value.slice(1, -1));
  }
  return found;
}

function decode(text: string): string {
  if (text.includes(']]>')) throw new Error(']]> in text');
  return text.replace(/&([^;]*);?/g, (all, entity: string) => {
    const number = /^#(\d+)$/.exec(entity)?.[1];
    const character = number === undefined ? ENTITIES[entity] : String.fromCodePoint(Number(number));
    if (character === undefined || !all.endsWith(';')) throw new Error(`entity ${all}`);
    return character;
  });
}
