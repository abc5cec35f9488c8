const SECRETS: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  // A name and password before the host of a URL.
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@]*@/gi, '$1'],
  // A URL's query and fragment: signed links carry their keys there.
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s?#]*)[?#]\S*/gi, '$1'],
  [/\b(Bearer|Basic)\s+\S+/gi, '$1 ***'],
  // Access tokens of Hugging Face and of OpenAI-like and Anthropic services.
  [/\b(hf_|sk-)[A-Za-z0-9_-]{8,}/g, '$1***'],
];

/** Takes credentials out of a text that comes from outside (a model's address, a server's error) before it is stored. */
export function redact(text: string): string {
  return SECRETS.reduce((left, [pattern, replacement]) => left.replace(pattern, replacement), text);
}
