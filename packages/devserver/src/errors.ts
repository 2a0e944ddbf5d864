import { defineErrors, type ErrorCatalogue, type ErrorFactory } from "@mediaroot/core/media";

/** The facts that each error of `@mediaroot/devserver` is built from. */
export interface DevserverFacts {
  readonly PORT_IN_USE: { readonly port: number; readonly tried: number };
  readonly ADDRESS_REFUSED: { readonly host: string; readonly port: number; readonly reason: string };
  readonly PACKAGE_NOT_FOUND: { readonly directory: string };
  readonly PACK_FAILED: { readonly directory: string; readonly reason: string };
}

/** The errors of `@mediaroot/devserver`. */
export const devserverErrors: ErrorCatalogue<DevserverFacts> = {
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
  PACKAGE_NOT_FOUND: {
    exitCode: 2,
    message: (f) => `There is no package.json with a name in ${f.directory}.`,
    fix: () => "Run `devserver check --pack` in the directory of the package that you publish.",
  },
  PACK_FAILED: {
    exitCode: 1,
    message: (f) => `npm cannot tell what it would pack of ${f.directory}: ${f.reason}`,
    fix: () => "Run `npm pack --dry-run` there, and mend what it says.",
  },
};

/** Makes an error of `@mediaroot/devserver`. */
export const devserverError: ErrorFactory<DevserverFacts> = defineErrors(devserverErrors);
