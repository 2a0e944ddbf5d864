import { createErrorFactory, type ErrorCatalogue, type ErrorFactory } from "@mediaroot/core/media";

/** What each error of `@mediaroot/devserver` is built from. */
export interface DevserverFacts {
  readonly APPLICATION_NOT_FOUND: {
    readonly setting: string;
    readonly name: string;
    readonly tried: readonly string[];
    readonly near: string;
    readonly keys: readonly string[];
  };
  readonly APPLICATION_UNKNOWN: {
    readonly name: string;
    readonly file: string;
    readonly keys: readonly string[];
    readonly near: string;
  };
  readonly APPLICATION_EXPORT_MISSING: {
    readonly setting: string;
    readonly module: string;
    readonly file: string;
    readonly name: string;
    readonly exports: readonly string[];
    readonly near: string;
  };
  readonly APPLICATION_FAILED: { readonly setting: string; readonly what: string; readonly reason: string };
  readonly APPLICATION_CYCLE: { readonly chain: readonly string[] };
  readonly APPLICATION_UNUSABLE: { readonly found: string; readonly write?: string | undefined };
  readonly FETCH_ADAPTER_MISSING: object;
  readonly MOUNT_REFUSED: { readonly prefix: string; readonly reason: string };
  readonly PORT_IN_USE: { readonly port: number; readonly tried: number };
  readonly ADDRESS_REFUSED: { readonly host: string; readonly port: number; readonly reason: string };
}

const MOST_NAMES = 12;

/** @returns names in a row; of very many the first */
export function few(names: readonly string[]): string {
  return [...names.slice(0, MOST_NAMES), ...(names.length > MOST_NAMES ? ["..."] : [])].join(", ");
}

const bullets = (lines: readonly string[]): string => lines.map((line) => `  - ${line}`).join("\n");

/** The errors of `@mediaroot/devserver`. */
export const devserverErrors: ErrorCatalogue<DevserverFacts> = {
  APPLICATION_NOT_FOUND: {
    exitCode: 1,
    message: (f) => `${f.setting}: nothing is at ${JSON.stringify(f.name)}. Looked for:\n${bullets(f.tried)}${f.near}`,
    fix: (f) =>
      `Install the package, correct the path (a relative path starts with ./ at the project root), or name a key of APPLICATIONS${f.keys.length === 0 ? "" : `: ${few(f.keys)}`}.`,
  },
  APPLICATION_UNKNOWN: {
    exitCode: 1,
    message: (f) => `APPLICATIONS of ${f.file} has no key ${JSON.stringify(f.name)}.${f.near}`,
    fix: (f) =>
      f.keys.length === 0
        ? "Leave out what follows the # to take the whole project, or write the key there."
        : `Its keys are: ${few(f.keys)}.`,
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
        : `Name one of its exports: ${few(f.exports.map((name) => JSON.stringify(`${f.module}#${name}`)))}.`,
  },
  APPLICATION_FAILED: {
    exitCode: 1,
    message: (f) => `${f.setting}: ${f.what} failed while it was loaded: ${f.reason}`,
    fix: () => "Mend what the cause names.",
  },
  APPLICATION_CYCLE: {
    exitCode: 1,
    message: (f) => `An application is named by itself:\n${bullets(f.chain)}`,
    fix: () => "Let one of these settings name an export of a module, or leave its APPLICATION out.",
  },
  APPLICATION_UNUSABLE: {
    exitCode: 1,
    message: (f) => `This is no Node application: ${f.found}.`,
    fix: (f) =>
      f.write ??
      "Give a function (request, response), an Express, Connect, Fastify, Koa or polka application, an object with fetch(), or an http.Server.",
  },
  FETCH_ADAPTER_MISSING: {
    exitCode: 1,
    message: () => "An application with fetch() needs the package @hono/node-server, which could not be loaded.",
    fix: () => "Run `npm install @hono/node-server` in the project.",
  },
  MOUNT_REFUSED: {
    exitCode: 2,
    message: (f) => `Nothing can be mounted at ${JSON.stringify(f.prefix)}: ${f.reason}.`,
    fix: () => 'Name a free prefix such as "/files", apart from MEDIA_URL, and a directory of its own.',
  },
  PORT_IN_USE: {
    exitCode: 1,
    message: (f) =>
      f.tried === 1 ? `Port ${f.port} is in use.` : `Port ${f.port} and the ${f.tried - 1} after it are in use.`,
    fix: (f) =>
      f.tried === 1
        ? "End the server that holds it, name another with --port, or leave --strict-port out to take the next free one."
        : `End a server that holds one of them, or name another with --port ${f.port + f.tried > 65_535 ? 8000 : f.port + f.tried}.`,
  },
  ADDRESS_REFUSED: {
    exitCode: 1,
    message: (f) => `Cannot listen on ${f.host}, port ${f.port}: ${f.reason}.`,
    fix: () => "Name an address of this machine with --host, and a port above 1023 with --port.",
  },
};

/** Makes an error of `@mediaroot/devserver`. */
export const devserverError: ErrorFactory<DevserverFacts> = createErrorFactory(devserverErrors);
