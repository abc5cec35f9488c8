/** The page's whole style: light and dark by the reader's setting, narrow and wide, and paper. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #fff; --ink: #1b1f24; --faint: #57606a; --rule: #d0d7de; --soft: #f3f5f7;
  --accent: #1f5fbf; --shade: 31 95 191; --warn: #8a4600; --warn-paper: #fff4e0;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14171b; --ink: #e6e9ec; --faint: #a0a8b1; --rule: #3a4149; --soft: #1e2329;
    --accent: #79b0ff; --shade: 90 150 235; --warn: #ffc36b; --warn-paper: #33270f;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 75rem; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
h1 { font-size: 1.6rem; line-height: 1.25; overflow-wrap: anywhere; }
h2 { font-size: 1.3rem; margin-top: 2.5rem; border-bottom: 1px solid var(--rule); }
h3 { font-size: 1.05rem; overflow-wrap: anywhere; }
nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; list-style: none; padding: 0; }
.skip, .sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip:focus { position: static; width: auto; height: auto; clip-path: none; }
.warnings { border-left: 4px solid var(--warn); background: var(--warn-paper); padding: 0.5rem 1rem; }
.warnings ul { margin: 0; padding-left: 1rem; }
.wide { position: relative; overflow-x: auto; }
table { border-collapse: collapse; margin: 0.5rem 0; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding: 0.3rem 0; }
th, td { padding: 0.25rem 0.6rem; border-bottom: 1px solid var(--rule); text-align: left; vertical-align: baseline; }
th { font-weight: 600; }
thead th { vertical-align: bottom; }
sup { line-height: 0; white-space: nowrap; }
tbody th { font-weight: 400; }
td { white-space: nowrap; }
tbody th { min-width: 8rem; overflow-wrap: anywhere; }
.n { text-align: right; }
.board .measured > * { background: var(--soft); }
.board .measured th { font-style: italic; }
.best { font-weight: 700; }
.notes { font-size: 0.85rem; color: var(--faint); overflow-wrap: anywhere; }
ul.notes { list-style: none; padding-left: 0; }
.plots { display: flex; flex-wrap: wrap; gap: 1rem; }
.plots figure { width: 17rem; }
.plots figure:has(details[open]) { width: auto; }
figure { margin: 1rem 0; max-width: 100%; break-inside: avoid; }
figcaption { font-weight: 600; font-size: 0.9rem; overflow-wrap: anywhere; }
svg { max-width: 100%; height: auto; }
.wide > svg { min-width: 36rem; }
.store { position: absolute; }
text { fill: var(--ink); font-size: 12px; }
.tick, .small, .faint { fill: var(--faint); font-size: 11px; }
.head { font-weight: 600; }
.mid { text-anchor: middle; }
.end { text-anchor: end; }
.bar { fill: rgb(var(--shade) / 0.5); }
.dot { fill: var(--accent); }
.hollow { fill: none; stroke: var(--ink); }
.grid { stroke: var(--rule); }
.axis, .whisker { stroke: var(--ink); stroke-width: 1.5; }
.diagonal { stroke: var(--faint); stroke-dasharray: 4 3; }
.constant { stroke: var(--warn); stroke-width: 2; stroke-dasharray: 3 2; }
summary { cursor: pointer; font-size: 0.9rem; overflow-wrap: anywhere; }
.heat td { text-align: right; }
.heat tbody th { min-width: 14rem; position: sticky; left: 0; background: var(--paper); }
.many td { padding: 0.25rem 0.35rem; }
.heat .group { font-weight: 600; padding-top: 0.8rem; }
.heat i { font-style: normal; margin-left: 0.25rem; font-size: 0.75rem; }
.many thead th:nth-child(n + 3) { vertical-align: bottom; }
.many thead span { writing-mode: vertical-rl; max-height: 16rem; overflow-wrap: anywhere; }
.h0 { background: rgb(var(--shade) / 0); } .h1 { background: rgb(var(--shade) / 0.06); }
.h2 { background: rgb(var(--shade) / 0.12); } .h3 { background: rgb(var(--shade) / 0.18); }
.h4 { background: rgb(var(--shade) / 0.24); } .h5 { background: rgb(var(--shade) / 0.3); }
.h6 { background: rgb(var(--shade) / 0.36); } .h7 { background: rgb(var(--shade) / 0.42); }
.h8 { background: rgb(var(--shade) / 0.48); } .h9 { background: rgb(var(--shade) / 0.54); }
dl { font-size: 0.9rem; }
dl div { display: flex; flex-wrap: wrap; gap: 0 1rem; border-bottom: 1px solid var(--rule); padding: 0.2rem 0; }
dt { width: 13rem; color: var(--faint); }
dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 40rem) {
  .heat tbody th { min-width: 8rem; }
  .many thead span { max-height: 10rem; }
}
@page { margin: 1.5cm; }
@media print {
  :root { --paper: #fff; --ink: #000; --faint: #444; --rule: #bbb; --accent: #1f5fbf; --shade: 31 95 191; --warn: #8a4600; --warn-paper: #fff; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  nav, .skip, details:not([open]) { display: none; }
  .wide { overflow: visible; }
  /* A figure is not parted, so it has to fit a page. */
  .wide > svg { min-width: 0; max-height: 23cm; }
  .many { font-size: 6.5pt; }
  .heat tbody th { min-width: 0; position: static; }
  h2, h2 + p, h3, figcaption, caption { break-after: avoid; }
  tr, article { break-inside: avoid; }
  svg, .heat td { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
