import { readFileSync } from 'node:fs';

/** What a file of the operating system says, or null where there is none that can be read. */
export type ReadSystemFile = (path: string) => string | null;

/** Reads files of Linux's /proc and /sys, whose sizes are the kernel's to bound; elsewhere there are none. */
export const readSystemFile: ReadSystemFile = (path) => {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return null;
  }
};
