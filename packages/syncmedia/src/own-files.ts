import path from "node:path";

// This module lies directly in src, and what is made of it directly in dist, so that its paths hold in both.
/** The module of the thread that copies: from the sources copying.ts, as published copying.js. */
export const COPYING_THREAD: string = fileBeside("copying");
/** The module of the thread that looks at files. */
export const LOOKING_THREAD: string = fileBeside("looking");
/** The module of the thread that reads. */
export const READING_THREAD: string = fileBeside("reading");

function fileBeside(name: string): string {
  return path.join(import.meta.dirname, name + path.extname(import.meta.filename));
}
