export { addMediaToApp, type FullApp } from "./application/full-app.ts";
export type { RequestListener } from "./application/application.ts";
export { describeUnusable, type NodeApplication } from "./application/node-application.ts";
export type { FullAppOptions } from "./application/composition.ts";
export { mediaError, mediaErrors } from "./errors.ts";
export { createMediaHandler, type MediaHandler, type ParsedExchange } from "./route/media-handler.ts";
export type { AnsweredRequest, MediaHandlerOptions } from "./route/media-handler-options.ts";
export { mediaRoute, type MediaRouteOptions } from "./route/media-route.ts";
export { type Log, logToStderr } from "./log.ts";
