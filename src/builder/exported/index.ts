export { adoptExport, readExport } from './adopt.ts';
export { type ExportedGraph, findExport } from './find.ts';
