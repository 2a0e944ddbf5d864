import "./site/app-config.ts";

export { type ApplicationOptions, createApplication } from "./site/application.ts";
export { runtimeErrors } from "./errors.ts";
export type { RuntimeFacts } from "./runtime-facts.ts";
export { loadFullApp, type LoadFullAppOptions } from "./load/load-full-app.ts";
export type { ApplicationSource } from "./load/site-loader.ts";
export type { AnswerMissing, MissingRoute } from "./pages/not-found.ts";
export type { SiteRoute } from "./routes/site-routes.ts";
export type { RouteParameters, RouteValues, UrlFor } from "./routes/url-for.ts";
