import type * as nodeHttp from "node:http";

/**
 * `node:http`, loaded without `import`. An `import` reads every export, and the export `WebSocket` loads Node's fetch, which
 * takes 25 ms of a start.
 */
export const http: typeof nodeHttp = process.getBuiltinModule("node:http");

/** The time that a client has to send the header lines of a request. */
export const HEADERS_TIMEOUT_MS: number = 15_000;
