import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import {
  type Document,
  isMap,
  isPair,
  isScalar,
  LineCounter,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml';
import { didYouMean, InputError } from '../errors.ts';
import { type Config, configSchema } from './schema.ts';

/** A config file is a page; anything larger is another file passed by mistake. */
const MAX_BYTES = 1_000_000;

/**
 * Reads a YAML (or JSON) config file. Paths in it are relative to the file's own folder.
 * Throws InputError naming the file, line and key of the first fault.
 */
export async function readConfigFile(file: string): Promise<Config> {
  const lines = new LineCounter();
  const document = parseDocument(await readText(file), { lineCounter: lines, stringKeys: true });
  const fault = document.errors[0];
  if (fault) throw new InputError(`${file}:${fault.linePos?.[0].line ?? 1}: ${faultText(fault)}.`);
  refuseAliases(document, file, lines);
  const checked = configSchema.safeParse(document.toJS() ?? {});
  if (!checked.success) {
    const issue = checked.error.issues[0];
    const key = issue?.code === 'unrecognized_keys' ? issue.keys[0] : issue?.path[0];
    const range = key === undefined ? undefined : keyOffset(document.contents, String(key));
    const line = range === undefined ? '' : `:${lines.linePos(range).line}`;
    const what =
      issue?.code === 'unrecognized_keys'
        ? `unknown key '${String(key)}'.${didYouMean(String(key), Object.keys(configSchema.shape))}`
        : key === undefined
          ? "the file must hold keys and values, as in 'model: models/NAME'."
          : `${String(key)}: ${issue?.message ?? 'not valid'}.`;
    throw new InputError(`${file}${line}: ${what}`);
  }
  return withPathsFrom(dirname(file), checked.data);
}

/** Faults for which the parser's own words are for those who program with it. */
const FAULTS: Readonly<Partial<Record<YAMLError['code'], string>>> = {
  MULTIPLE_DOCS:
    "a second document begins here, and a config file is one document only: take out the line '---'",
  RESOURCE_EXHAUSTION: 'lists or keys are nested too deep here; a config file has none in one another',
  NON_STRING_KEY: 'a key is not a text',
};

function faultText({ code, message }: YAMLError): string {
  return FAULTS[code] ?? message.split(/ at line \d+|\n/, 1)[0] ?? message;
}

/** No key needs one, and a few lines of them stand for a value without end. */
function refuseAliases(document: Document, file: string, lines: LineCounter): void {
  visit(document, {
    Alias(_key, { source, range }) {
      throw new InputError(
        `${file}:${lines.linePos(range?.[0] ?? 0).line}: the alias '*${source}' can't be used in a config file; write the value itself.`,
      );
    },
  });
}

async function readText(file: string): Promise<string> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new InputError(
      `The config file ${file} can't be read (${error.code ?? error.message}); give the path of a YAML file.`,
    );
  });
  if (bytes.length > MAX_BYTES) {
    throw new InputError(
      `${file} has ${bytes.length} bytes and a config file at most ${MAX_BYTES}; give the path of a YAML file.`,
    );
  }
  return bytes.toString('utf8');
}

function keyOffset(contents: unknown, key: string): number | undefined {
  if (!isMap(contents)) return undefined;
  const pair = contents.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === key);
  return isPair(pair) && isScalar(pair.key) ? pair.key.range?.[0] : undefined;
}

function withPathsFrom(folder: string, config: Config): Config {
  const at = (path: string | undefined): string | undefined => path && resolve(folder, path);
  const path = at(config.model);
  // `owner/name` is a model of the hub where no such folder is there.
  const model =
    path !== undefined && (/^[./~]/.test(config.model ?? '') || existsSync(path)) ? path : config.model;
  return { ...config, model, data: at(config.data), out: at(config.out) };
}
