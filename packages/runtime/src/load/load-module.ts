import path from "node:path";
import { didYouMean, reasonOf } from "@mediaroot/core";
import { errnoOf, isDirectory, isFile, isPath, packageCandidates } from "@mediaroot/core/internal";
import { runtimeError } from "../errors.ts";
import { alternatives, nearFile } from "../near-file.ts";
import { importApplication } from "./import-application.ts";

const CODE_ENTRY = /^(?:app|index|main|server)\.[cm]?[jt]s$/;

/** Where settings name a module. */
export interface ModulePlace {
  /** The setting, for errors: `APPLICATION of /site/settings.ts`. */
  readonly setting: string;
  /** Where paths and packages are looked for: the project root, absolute. */
  readonly root: string;
  /** APPLICATIONS of the same settings: what else could have been meant. */
  readonly keys: readonly string[];
  /** Called with each path before it is looked up. */
  readonly onLookup: (file: string) => void;
}

/** A module, and what to call it in errors. */
export interface LoadedModule {
  readonly label: string;
  readonly namespace: Readonly<Record<string, unknown>>;
}

/**
 * Imports what settings name: a path (`./server.ts`, or absolute), or a package, found where Node finds it.
 *
 * @throws APPLICATION_NOT_FOUND, APPLICATION_FAILED with the module's own error as its cause
 */
export async function loadModule(name: string, place: ModulePlace): Promise<LoadedModule> {
  const file = isPath(name) ? path.resolve(place.root, name) : undefined;
  if (file !== undefined) requireFile(name, file, place);
  const label = file ?? name;
  try {
    return { label, namespace: await importApplication(place.root, label, place.onLookup) };
  } catch (error) {
    if (file === undefined && errnoOf(error) === "ERR_MODULE_NOT_FOUND") requirePackage(name, place);
    throw runtimeError("APPLICATION_FAILED", { setting: place.setting, what: label, reason: reasonOf(error) }, error);
  }
}

function requireFile(name: string, file: string, { setting, keys, onLookup }: ModulePlace): void {
  onLookup(file);
  if (isFile(file)) return;
  const near = nearFile(name, file, CODE_ENTRY);
  throw runtimeError("APPLICATION_NOT_FOUND", { setting, name, tried: [file], near, keys });
}

function requirePackage(name: string, { setting, root, keys }: ModulePlace): void {
  const parts = name.split("/").slice(0, name.startsWith("@") ? 2 : 1);
  const tried = packageCandidates(parts.join("/"), root);
  if (tried.some(isDirectory)) return;
  const near = isFile(path.join(root, name)) ? alternatives([`./${name}`]) : didYouMean(name, keys);
  throw runtimeError("APPLICATION_NOT_FOUND", { setting, name, tried, near, keys });
}
