export { addMediaToApp, type FullApp } from "./add-media.ts";
export type { NodeApplication, RequestListener } from "./application.ts";
export type { FullAppOptions } from "./composition.ts";
export { refuseHost } from "./host-check.ts";
export { loadFullApp, type LoadFullAppOptions } from "./load-full-app.ts";
export { createMediaHandler, type MediaAnswer, type MediaHandler, type MediaHandlerOptions } from "./media-handler.ts";
export { mediaRoute, type MediaRouteOptions } from "./media-route.ts";
export type { Notes } from "./notes.ts";
