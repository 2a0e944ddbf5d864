import path from "node:path";

// This module lies directly in src, and what is made of it directly in dist, so that its paths hold in both.
const PACKAGE = path.join(import.meta.dirname, "..");

/** The directory of the packages of Mediaroot: what fails in them is not the user's code. */
export const OWN_PACKAGES: string = path.join(PACKAGE, "..");

/** The directory of the files that the front serves of its own. */
export const ASSETS_DIRECTORY: string = path.join(PACKAGE, "assets");

/** The module that a worker process runs: from the sources worker.ts, as published worker.js. */
export const WORKER: string = path.join(import.meta.dirname, `worker${path.extname(import.meta.filename)}`);

/** The module of the command `devserver`: from the sources cli.ts, as published cli.js. */
export const COMMAND: string = path.join(import.meta.dirname, `cli${path.extname(import.meta.filename)}`);
