import type * as nodeHttp from "node:http";

/**
 * `node:http` without the whole of `import`, which takes every export at once: one of them, `WebSocket`, loads Node's
 * fetch, 25 ms of a start.
 */
export const http: typeof nodeHttp = process.getBuiltinModule("node:http");

/** How long a client may take to send the header lines of a request. */
export const HEADERS_TIMEOUT_MS: number = 15_000;
