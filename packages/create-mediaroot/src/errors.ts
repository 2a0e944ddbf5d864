import type { ErrorCatalogue } from "@mediaroot/core";
import { defineErrors, type ErrorFactory } from "@mediaroot/core/internal";

/** The facts that each error of `create-mediaroot` is built from. */
export interface CreateFacts {
  readonly DIRECTORY_NEEDED: object;
  readonly DIRECTORY_INVALID: { readonly directory: string; readonly reason: string };
  readonly DIRECTORY_NOT_EMPTY: { readonly directory: string };
  readonly FILES_IN_THE_WAY: { readonly directory: string; readonly names: readonly string[] };
  readonly NAME_INVALID: { readonly name: string; readonly reason: string; readonly suggestion: string };
  readonly CREATE_FAILED: { readonly directory: string; readonly reason: string };
  readonly CREATE_CANCELLED: object;
  readonly CREATE_INTERRUPTED: object;
  readonly INSTALL_FAILED: { readonly directory: string; readonly command: string; readonly reason: string };
}

/** The errors of `create-mediaroot`. */
export const createErrors: ErrorCatalogue<CreateFacts> = {
  DIRECTORY_NEEDED: {
    exitCode: 2,
    message: () => "No directory is given, and there is no terminal to ask for one.",
    fix: () => "Write it: npm create mediaroot my-site, or npm create mediaroot my-app app.",
  },
  DIRECTORY_INVALID: {
    exitCode: 2,
    message: (f) => `${f.directory} cannot be the new directory: ${f.reason}.`,
    fix: () => "Choose another directory. Nothing was written.",
  },
  DIRECTORY_NOT_EMPTY: {
    exitCode: 2,
    message: (f) => `${f.directory} is not empty.`,
    fix: () => "Choose another directory, or pass --yes to add files to this one. Nothing was written.",
  },
  FILES_IN_THE_WAY: {
    exitCode: 2,
    message: (f) => `${f.directory} already has ${f.names.join(", ")}, which would be written.`,
    fix: () => "Choose another directory, or move these away. Nothing was written.",
  },
  NAME_INVALID: {
    exitCode: 2,
    message: (f) => `"${f.name}" cannot be the name of the package: ${f.reason}.`,
    fix: (f) => `Give it another with --name${f.suggestion === "" ? "" : `, for example --name ${f.suggestion}`}.`,
  },
  CREATE_FAILED: {
    exitCode: 1,
    message: (f) => `The files could not be written to ${f.directory}: ${f.reason}.`,
    fix: () => "Free space, or choose a directory that you may write to. What was written has been removed.",
  },
  CREATE_CANCELLED: {
    exitCode: 2,
    message: () => "Not confirmed: nothing was written.",
    fix: () => "Choose another directory, or answer yes.",
  },
  CREATE_INTERRUPTED: {
    exitCode: 130,
    message: () => "Interrupted: nothing was written.",
    fix: () => "Run the command again. create-mediaroot --help shows how to run it without questions.",
  },
  INSTALL_FAILED: {
    exitCode: 1,
    message: (f) => `${f.command} failed in ${f.directory}: ${f.reason}.`,
    fix: (f) => `All files are there. Run ${f.command} in ${f.directory} again.`,
  },
};

/** Creates an error of `create-mediaroot`. */
export const createError: ErrorFactory<CreateFacts> = defineErrors(createErrors);
