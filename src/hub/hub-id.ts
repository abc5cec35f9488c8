import { InputError } from '../errors.ts';

/** A model repository of the hub, as `--model` names it. */
export interface HubId {
  /** `owner/name`. */
  readonly repo: string;
  /** A branch, a tag or a commit. */
  readonly revision: string;
  /** One file of it (`owner/name/model-q4_0.gguf`, `owner/name/onnx/model_q4.onnx`), or null for what the repository is made of. */
  readonly file: string | null;
}

const PART = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9])?$/;

/**
 * Reads `owner/name` (with a slash behind it or not), `owner/name@revision`, `owner/name/file.gguf` (or `.onnx`) or a page's address (`https://huggingface.co/owner/name`).
 * Null where the text is none of these, and so may be a path.
 */
export function parseHubId(text: string): HubId | null {
  const [, path = '', revision = 'main'] =
    /^(?:https:\/\/huggingface\.co\/)?([^@]+)(?:@(.*))?$/.exec(text) ?? [];
  const [owner = '', name = '', ...rest] = path.split('/');
  if (!PART.test(owner) || !PART.test(name) || /\.\.|--|\.(?:gguf|onnx)$/.test(name)) return null;
  const file = rest.join('/');
  if (file !== '' && !(isInside(file) && /\.(?:gguf|onnx)$/.test(file))) return null;
  if (revision === '') {
    throw new InputError(
      `${text} has no revision behind its @; leave that out for ${owner}/${name} as it is on main.`,
    );
  }
  if (!isInside(revision)) throw new InputError(`${revision} can't be a revision of ${owner}/${name}.`);
  return { repo: `${owner}/${name}`, revision, file: file === '' ? null : file };
}

/** Whether a relative path of a repository (or a branch with slashes) stays below the folder that it is put in. */
export function isInside(path: string): boolean {
  return path.split('/').every((part) => /^[^\\:\p{Cc}]+$/u.test(part) && !/^\.+$/.test(part));
}
