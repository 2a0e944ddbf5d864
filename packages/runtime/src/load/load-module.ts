import { readdirSync } from "node:fs";
import path from "node:path";
import { didYouMean, reasonOf } from "@mediaroot/core";
import { errnoOf, isDirectory, isFile, isPath, nearest, packageCandidates } from "@mediaroot/core/internal";
import { runtimeError } from "../errors.ts";
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
    return { label, namespace: await importApplication(place.root, label, place.note) };
  } catch (error) {
    if (file === undefined && errnoOf(error) === "ERR_MODULE_NOT_FOUND") requirePackage(name, place);
    throw runtimeError("APPLICATION_FAILED", { setting: place.setting, what: label, reason: reasonOf(error) }, error);
  }
}

function requireFile(name: string, file: string, { setting, keys, note }: ModulePlace): void {
  note(file);
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

/**
 * @param name as it was written
 * @param file what it means, absolute; no file is there
 * @param entry what files are called by which a directory is entered, should it be one
 * @returns ` Did you mean ...?`: a file in that directory, the same name with an extension, or a name that is near
 */
export function nearFile(name: string, file: string, entry: RegExp): string {
  const inside = namesIn(file).filter((other) => entry.test(other));
  if (inside.length > 0) return alternatives(inside.map((other) => `${name.replace(/\/$/, "")}/${other}`));
  const wanted = path.basename(file);
  const names = namesIn(path.dirname(file));
  const sameStem = names.filter((other) => path.parse(other).name === path.parse(wanted).name && other !== wanted);
  const near = sameStem.length > 0 ? sameStem : nearest(wanted, names);
  return alternatives(near.map((other) => name.slice(0, name.length - wanted.length) + other));
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function alternatives(names: readonly string[]): string {
  return names.length === 0 ? "" : ` Did you mean ${names.map((name) => JSON.stringify(name)).join(" or ")}?`;
}
