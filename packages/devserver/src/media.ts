export { addMediaToApp, type FullApp } from "./application/add-media.ts";
export type { NodeApplication, RequestListener } from "./application/application.ts";
export type { FullAppOptions } from "./application/composition.ts";
export { refuseHost } from "./media/host-check.ts";
export { loadFullApp, type LoadFullAppOptions } from "./application/load-full-app.ts";
export {
  createMediaHandler,
  type MediaAnswer,
  type MediaHandler,
  type MediaHandlerOptions,
} from "./media/media-handler.ts";
export { mediaRoute, type MediaRouteOptions } from "./media/media-route.ts";
export type { Notes } from "./media/notes.ts";
