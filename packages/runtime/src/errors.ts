import { createErrorFactory, type ErrorCatalogue, type ErrorFactory } from "@mediaroot/core";

/** What each error of `@mediaroot/runtime` is built from. */
export interface RuntimeFacts {
  readonly PRODUCTION_SETTINGS_MISSING: { readonly file: string; readonly keys: readonly string[] };
  readonly APP_ROUTES_MISSING: {
    readonly label: string;
    readonly prefix: string;
    readonly file: string;
    /** What the app says instead, if that is nearly `routes`. */
    readonly near: string | undefined;
  };
  readonly APP_ROUTES_INVALID: { readonly label: string; readonly file: string; readonly found: unknown };
  readonly APP_ROUTES_FAILED: { readonly label: string; readonly prefix: string; readonly reason: string };
  readonly ROUTE_CLASH: {
    readonly method: string;
    readonly url: string;
    readonly label: string;
    readonly other: string;
  };
  readonly ROUTE_NAME_CLASH: { readonly name: string; readonly first: string; readonly second: string };
  readonly CONTEXT_INVALID: { readonly owner: string; readonly found: unknown };
  readonly CONTEXT_FAILED: { readonly owner: string; readonly reason: string };
  readonly URL_NAME_UNKNOWN: { readonly name: string; readonly near: string; readonly names: readonly string[] };
  readonly URL_PARAMETER_MISSING: { readonly name: string; readonly url: string; readonly missing: readonly string[] };
  readonly URL_PARAMETER_INVALID: {
    readonly name: string;
    readonly url: string;
    readonly parameter: string;
    readonly value: string;
  };
}

const quote = (value: unknown): string => JSON.stringify(value) ?? String(value);
const WRITE: Readonly<Record<string, string>> = {
  SECRET_KEY: "SECRET_KEY: process.env.SECRET_KEY",
  ALLOWED_HOSTS: 'ALLOWED_HOSTS: ["example.com"]',
};

/** The errors of `@mediaroot/runtime`: mounting apps, reversing routes. */
export const runtimeErrors: ErrorCatalogue<RuntimeFacts> = {
  PRODUCTION_SETTINGS_MISSING: {
    exitCode: 1,
    message: (f) => `${f.file}: with DEBUG off, ${f.keys.join(" and ")} must be set.`,
    fix: (f) => `Write ${f.keys.map((key) => `\`${WRITE[key] ?? key}\``).join(" and ")}.`,
  },
  APP_ROUTES_MISSING: {
    exitCode: 1,
    message: (f) =>
      `URLS: ${quote(f.prefix)} leads to the app "${f.label}", which has no routes (${f.file}).${f.near === undefined ? "" : ` It has "${f.near}": did you mean "routes"?`}`,
    fix: (f) => `Write \`export default defineApp({ routes })\` in its app.ts, or remove ${quote(f.prefix)} from URLS.`,
  },
  APP_ROUTES_INVALID: {
    exitCode: 1,
    message: (f) => `The app "${f.label}": \`routes\` in ${f.file} is ${quote(f.found)}, and not a Fastify plugin.`,
    fix: () => 'Write `routes: async (app) => { app.get("/", handler); }`.',
  },
  APP_ROUTES_FAILED: {
    exitCode: 1,
    message: (f) => `The app "${f.label}" failed while its routes were mounted at ${f.prefix}: ${f.reason}`,
    fix: () => "Mend the line that the cause names.",
  },
  ROUTE_CLASH: {
    exitCode: 1,
    message: (f) =>
      f.other === f.label
        ? `The app "${f.label}" declares the route ${f.method} ${f.url} twice.`
        : `The apps "${f.other}" and "${f.label}" both declare the route ${f.method} ${f.url}.`,
    fix: (f) =>
      f.other === f.label
        ? "Remove one of the two."
        : "Give one of them another prefix in URLS, or remove the route from one.",
  },
  ROUTE_NAME_CLASH: {
    exitCode: 1,
    message: (f) => `Two routes are named "${f.name}": ${f.first} and ${f.second}.`,
    fix: () => "Name one of them otherwise in its `config: { name }`.",
  },
  CONTEXT_INVALID: {
    exitCode: 1,
    message: (f) => `The context of ${f.owner} is ${quote(f.found)}, and not a function that gives an object.`,
    fix: () => "Write `context: (request) => ({ name: value })`.",
  },
  CONTEXT_FAILED: {
    exitCode: 1,
    message: (f) => `The context function of ${f.owner} failed: ${f.reason}`,
    fix: () => "Mend the line that the cause names.",
  },
  URL_NAME_UNKNOWN: {
    exitCode: 1,
    message: (f) => `No route is named "${f.name}".${f.near}`,
    fix: (f) =>
      f.names.length === 0
        ? 'Name a route: `app.get(url, { config: { name: "post" } }, handler)`.'
        : `The names are: ${f.names.join(", ")}.`,
  },
  URL_PARAMETER_MISSING: {
    exitCode: 1,
    message: (f) => `url_for("${f.name}"): ${f.url} needs ${f.missing.join(" and ")}.`,
    fix: (f) => `Write url_for("${f.name}", { ${f.missing.map((parameter) => `${parameter}: ...`).join(", ")} }).`,
  },
  URL_PARAMETER_INVALID: {
    exitCode: 1,
    message: (f) => `url_for("${f.name}"): ${f.url} takes no ${f.parameter} ${quote(f.value)}.`,
    fix: () => "Pass a value that the route's own pattern matches.",
  },
};

/** Makes an error of `@mediaroot/runtime`. */
export const runtimeError: ErrorFactory<RuntimeFacts> = createErrorFactory(runtimeErrors);
