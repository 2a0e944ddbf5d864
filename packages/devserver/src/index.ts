export { createDevServer, type DevServer, type DevServerOptions } from "./front/dev-server.ts";
export { devserverErrors } from "./errors.ts";
export type { FrontEvent as DevServerEvent } from "./front/front-event.ts";
