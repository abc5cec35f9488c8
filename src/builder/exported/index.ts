export { adoptExport, type ReadExport, readExport } from './adopt.ts';
export { type ExportedGraph, findExport } from './find.ts';
