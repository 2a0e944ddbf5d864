import { defineErrors, type ErrorCatalogue, type ErrorFactory, joinFirst } from "@mediaroot/core/media";
import type { RuntimeFacts } from "./runtime-facts.ts";

const quote = (value: unknown): string => JSON.stringify(value) ?? String(value);
const bullets = (lines: readonly string[]): string => lines.map((line) => `  - ${line}`).join("\n");

const WRITE: Readonly<Record<string, string>> = {
  SECRET_KEY: "SECRET_KEY: process.env.SECRET_KEY",
  ALLOWED_HOSTS: 'ALLOWED_HOSTS: ["example.com"]',
};

/** The errors of `@mediaroot/runtime`: mounting apps, reversing routes. */
export const runtimeErrors: ErrorCatalogue<RuntimeFacts> = {
  APPLICATION_NOT_FOUND: {
    exitCode: 1,
    message: (f) => `${f.setting}: nothing is at ${JSON.stringify(f.name)}. Looked for:\n${bullets(f.tried)}${f.near}`,
    fix: (f) =>
      `Install the package, correct the path (a relative path starts with ./ at the project root), or name a key of APPLICATIONS${f.keys.length === 0 ? "" : `: ${joinFirst(f.keys)}`}.`,
  },
  APPLICATION_UNKNOWN: {
    exitCode: 1,
    message: (f) => `APPLICATIONS of ${f.file} has no key ${JSON.stringify(f.name)}.${f.near}`,
    fix: (f) =>
      f.keys.length === 0
        ? "Leave out what follows the # to take the whole project, or write the key there."
        : `Its keys are: ${joinFirst(f.keys)}.`,
  },
  APPLICATION_EXPORT_MISSING: {
    exitCode: 1,
    message: (f) =>
      f.name === "default"
        ? `${f.setting}: ${f.file} has no default export.`
        : `${f.setting}: ${f.file} has no export ${JSON.stringify(f.name)}.${f.near}`,
    fix: (f) =>
      f.exports.length === 0
        ? "It exports nothing; export the application."
        : `Name one of its exports: ${joinFirst(f.exports.map((name) => JSON.stringify(`${f.module}#${name}`)))}.`,
  },
  APPLICATION_FAILED: {
    exitCode: 1,
    message: (f) => `${f.setting}: ${f.what} failed while it was loaded: ${f.reason}`,
    fix: () => "Fix what is named in the cause.",
  },
  APPLICATION_UNFINISHED: {
    exitCode: 1,
    message: (f) => `${f.setting}: ${JSON.stringify(f.name)} did not finish loading within ${f.seconds} seconds.`,
    fix: () => "Look for an `await`, or a promise, that never settles: a database that is not there, for example.",
  },
  APPLICATION_CYCLE: {
    exitCode: 1,
    message: (f) => `An application is named by itself:\n${bullets(f.chain)}`,
    fix: () => "Let one of these settings name an export of a module, or leave its APPLICATION out.",
  },
  PRODUCTION_SETTINGS_MISSING: {
    exitCode: 1,
    message: (f) => `${f.file}: with DEBUG off, ${f.keys.join(" and ")} must be set.`,
    fix: (f) =>
      `Write ${f.keys.map((key) => `\`${WRITE[key] ?? key}\``).join(" and ")}. What the settings read from process.env is set in the environment, or in .env beside the settings.`,
  },
  SETUP_NOT_FOUND: {
    exitCode: 1,
    message: (f) => `SETUP of ${f.settingsFile}: there is no file ${f.file}.${f.near}`,
    fix: () => 'Create it, or correct the path: SETUP names a file relative to the project root, `SETUP: "./site.ts"`.',
  },
  SETUP_UNFINISHED: {
    exitCode: 1,
    message: (f) => `SETUP: ${f.file} did not finish loading within ${f.seconds} seconds.`,
    fix: () => "Look for an `await` that never ends outside of the exported function.",
  },
  SETUP_INVALID: {
    exitCode: 1,
    message: (f) =>
      f.found === undefined
        ? `SETUP: ${f.file} has no default export.`
        : `SETUP: the default export of ${f.file} is ${quote(f.found)}, which is not a Fastify plugin.`,
    fix: () => "Write `export default async function site(app) { await app.register(plugin); }`.",
  },
  SETUP_FAILED: {
    exitCode: 1,
    message: (f) => `SETUP: ${f.file} failed: ${f.reason}`,
    fix: (f) => f.fix,
  },
  PLUGIN_CLASH: {
    exitCode: 1,
    message: (f) =>
      `The app "${f.label}" registers ${f.plugin ?? `${f.what} again`}, which ${f.other} has registered for all apps${f.plugin === undefined ? "" : ` already: ${f.what} is there`}.`,
    fix: (f) =>
      `Remove it from one of the two. An app that is to work on every site adds it only where it is missing: \`if (!${f.test})\`.`,
  },
  APP_ROUTES_MISSING: {
    exitCode: 1,
    message: (f) =>
      `URLS: ${quote(f.prefix)} leads to the app "${f.label}", which has no routes (${f.file}).${f.near === undefined ? "" : ` It has "${f.near}": did you mean "routes"?`}`,
    fix: (f) => `Write \`export default defineApp({ routes })\` in its app.ts, or remove ${quote(f.prefix)} from URLS.`,
  },
  APP_ROUTES_INVALID: {
    exitCode: 1,
    message: (f) =>
      `The app "${f.label}": \`routes\` in ${f.file} is ${quote(f.found)}, which is not a Fastify plugin.`,
    fix: () => 'Write `routes: async (app) => { app.get("/", handler); }`.',
  },
  APP_ROUTES_FAILED: {
    exitCode: 1,
    message: (f) => `The app "${f.label}" failed while its routes were mounted at ${f.prefix}: ${f.reason}`,
    fix: () => "Fix the line named in the cause.",
  },
  ROUTE_CLASH: {
    exitCode: 1,
    message: (f) =>
      f.other === f.label
        ? `The app "${f.label}" declares the route ${f.method} ${f.url} twice.`
        : `${f.other === "" ? "SETUP and the app" : `The apps "${f.other}" and`} "${f.label}" both declare the route ${f.method} ${f.url}.`,
    fix: (f) =>
      f.other === f.label
        ? "Remove one of the two."
        : "Give one of them another prefix in URLS, or remove the route from one.",
  },
  ROUTE_NAME_CLASH: {
    exitCode: 1,
    message: (f) => `Two routes are named "${f.name}": ${f.first} and ${f.second}.`,
    fix: () => "Give one of them another name in its `config: { name }`.",
  },
  CONTEXT_INVALID: {
    exitCode: 1,
    message: (f) => `The context of ${f.owner} is ${quote(f.found)}, which is not a function that returns an object.`,
    fix: () => "Write `context: (request) => ({ name: value })`.",
  },
  CONTEXT_FAILED: {
    exitCode: 1,
    message: (f) => `The context function of ${f.owner} failed: ${f.reason}`,
    fix: () => "Fix the line named in the cause.",
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
    message: (f) => `url_for("${f.name}"): the value ${quote(f.value)} of ${f.parameter} does not match ${f.url}.`,
    fix: () => "Pass a value that the pattern of the route matches.",
  },
};

/** Creates an error of `@mediaroot/runtime`. */
export const runtimeError: ErrorFactory<RuntimeFacts> = defineErrors(runtimeErrors);
