import "./app-config.ts";

export { type ApplicationOptions, createApplication } from "./application.ts";
export { type RuntimeFacts, runtimeErrors } from "./errors.ts";
export type { RouteParameters, RouteValues, UrlFor } from "./url-for.ts";
