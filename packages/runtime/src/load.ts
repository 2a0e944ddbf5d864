// `@mediaroot/runtime/load`: applications that settings name, without Fastify, which loads when the first project needs it.
export { type ApplicationSource, loadFullApp, type LoadFullAppOptions } from "./load/load-full-app.ts";
