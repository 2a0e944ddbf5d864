import { readdirSync, statSync } from "node:fs";
import { errnoOf } from "@mediaroot/core/internal";
import { reasonOf } from "@mediaroot/core";

/** What was found at the place where a project is to be created. */
export type NewDirectory =
  | { readonly kind: "absent" }
  | { readonly kind: "empty" }
  | { readonly kind: "occupied"; readonly names: readonly string[] }
  | { readonly kind: "refused"; readonly reason: string };

/** A new repository is as good as empty. */
const IGNORED: ReadonlySet<string> = new Set([".git", ".DS_Store"]);

/** Looks at the place of a new project. */
export function loadNewDirectory(directory: string): NewDirectory {
  try {
    if (!statSync(directory).isDirectory()) return { kind: "refused", reason: "there is a file of that name" };
    const names = readdirSync(directory).filter((name) => !IGNORED.has(name));
    return names.length === 0 ? { kind: "empty" } : { kind: "occupied", names };
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return { kind: "absent" };
    if (errnoOf(error) === "ENOTDIR") return { kind: "refused", reason: "a part of the path is a file" };
    return { kind: "refused", reason: reasonOf(error) };
  }
}
