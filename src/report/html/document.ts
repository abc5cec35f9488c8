import { escapeHtml } from '../escape.ts';
import { STYLE } from './style.ts';

/** Nothing is loaded and nothing runs: no script, no picture, no font, no form, from anywhere. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** A part of a page that its navigation leads to. */
export interface Section {
  /** Unique on the page. */
  readonly id: string;
  readonly title: string;
  /** What is to be seen in it, or null where its title says it. */
  readonly about: string | null;
  /** HTML. */
  readonly content: string;
}

interface Page {
  readonly title: string;
  /** HTML above all sections. */
  readonly above?: string;
  readonly sections: readonly Section[];
}

/** A page that needs nothing else, with a navigation over its sections. */
export function htmlDocument({ title, above, sections }: Page): string {
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeHtml(title)}</title>`,
    `<style>${STYLE}</style>`,
    '</head>',
    '<body>',
    '<a class="skip" href="#main">Skip to the tables</a>',
    `<header><h1>${escapeHtml(title)}</h1>`,
    `<nav aria-label="Sections"><ul>${sections.map(link).join('')}</ul></nav></header>`,
    '<main id="main">',
    ...(above === undefined ? [] : [above]),
    ...sections.map(sectionText),
    '</main>',
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function link({ id, title }: Section): string {
  return `<li><a href="#${id}">${escapeHtml(title)}</a></li>`;
}

function sectionText({ id, title, about, content }: Section): string {
  return [
    `<section id="${id}" aria-labelledby="${id}-h">`,
    `<h2 id="${id}-h">${escapeHtml(title)}</h2>`,
    ...(about === null ? [] : [`<p>${escapeHtml(about)}</p>`]),
    content,
    '</section>',
  ].join('\n');
}
