import { readdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { didYouMean, errnoOf, importModule, nearest, reasonOf } from "@mediaroot/core";
import { devserverError } from "./errors.ts";
import { importFrom } from "./import-from.ts";

/** Where settings name a module. */
export interface ModulePlace {
  /** The setting, for errors: `APPLICATION of /site/settings.ts`. */
  readonly setting: string;
  /** Where paths and packages are looked for: the project root, absolute. */
  readonly root: string;
  /** APPLICATIONS of the same settings: what else could have been meant. */
  readonly keys: readonly string[];
  /** Told of a file before it is looked for. */
  readonly note: (file: string) => void;
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
    return { label, namespace: await (file === undefined ? importFrom(place.root, name) : importModule(file)) };
  } catch (error) {
    if (file === undefined && errnoOf(error) === "ERR_MODULE_NOT_FOUND") requirePackage(name, place);
    throw devserverError("APPLICATION_FAILED", { setting: place.setting, what: label, reason: reasonOf(error) }, error);
  }
}

function isPath(name: string): boolean {
  return /^\.{1,2}(?:[/\\]|$)/.test(name) || path.isAbsolute(name);
}

function requireFile(name: string, file: string, { setting, note }: ModulePlace): void {
  note(file);
  if (isFile(file)) return;
  const near = namesNear(file).map((other) => `${name.slice(0, name.length - path.basename(file).length)}${other}`);
  throw devserverError("APPLICATION_NOT_FOUND", { setting, name, tried: [file], near: alternatives(near) });
}

function requirePackage(name: string, { setting, root, keys }: ModulePlace): void {
  const parts = name.split("/").slice(0, name.startsWith("@") ? 2 : 1);
  // The slash asks for a package even where Node has a module of that name built in.
  const folders = createRequire(path.join(root, "settings.js")).resolve.paths(`${parts.join("/")}/`) ?? [];
  const tried = folders.map((folder) => path.join(folder, ...parts));
  if (tried.some((directory) => statSync(directory, { throwIfNoEntry: false })?.isDirectory())) return;
  const near = isFile(path.join(root, name)) ? alternatives([`./${name}`]) : didYouMean(name, keys);
  throw devserverError("APPLICATION_NOT_FOUND", { setting, name, tried, near });
}

/** Names in the directory of a missing file that may have been meant: the same with an extension first. */
function namesNear(file: string): readonly string[] {
  try {
    const names = readdirSync(path.dirname(file));
    const wanted = path.basename(file);
    const sameStem = names.filter((name) => path.parse(name).name === path.parse(wanted).name && name !== wanted);
    return sameStem.length > 0 ? sameStem : nearest(wanted, names);
  } catch {
    return [];
  }
}

function alternatives(names: readonly string[]): string {
  return names.length === 0 ? "" : ` Did you mean ${names.map((name) => JSON.stringify(name)).join(" or ")}?`;
}

function isFile(file: string): boolean {
  try {
    return statSync(file, { throwIfNoEntry: false })?.isFile() === true;
  } catch {
    return false;
  }
}
