export { refuseHost } from "./host-check.ts";
export { createMediaHandler, type MediaAnswer, type MediaHandler, type MediaHandlerOptions } from "./media-handler.ts";
