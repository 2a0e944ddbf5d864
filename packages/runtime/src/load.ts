// `@mediaroot/runtime/load`: applications that settings name, without Fastify, which loads when the first project needs it.
export { loadFullApp, type LoadFullAppOptions } from "./load/load-full-app.ts";
export type { ApplicationSource } from "./load/site-loader.ts";
