import type * as nodeHttp from "node:http";

/**
 * `node:http` without the whole of `import`, which takes every export at once: one of them, `WebSocket`, loads Node's
 * fetch, 25 ms of a start.
 */
export const http: typeof nodeHttp = process.getBuiltinModule("node:http");
