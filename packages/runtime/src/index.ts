import "./app-config.ts";

export { type ApplicationOptions, createApplication } from "./application.ts";
export { runtimeErrors } from "./errors.ts";
export type { RuntimeFacts } from "./runtime-facts.ts";
export { loadFullApp, type LoadFullAppOptions } from "./load/load-full-app.ts";
export type { ApplicationSource } from "./load/site-loader.ts";
export type { AnswerMissing, MissingRoute } from "./not-found.ts";
export type { SiteRoute } from "./site-routes.ts";
export type { RouteParameters, RouteValues, UrlFor } from "./url-for.ts";
