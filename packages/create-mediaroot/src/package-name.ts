import { isLabel } from "@mediaroot/core/internal";
import validate from "validate-npm-package-name";
import { createError } from "./errors.ts";
import type { ProjectKind } from "./project-kind.ts";

/** Packages that every site and app depends on: npm refuses to install one in a package of the same name. */
const DEPENDENCIES: ReadonlySet<string> = new Set(["fastify", "typescript"]);

/** A name for a package, and what the app in it is called. */
export interface PackageName {
  readonly name: string;
  /** The last part of the name: the app label. */
  readonly label: string;
}

/**
 * Takes the name of a package, by the rules of npm and, for an app, those of app labels.
 *
 * @param name such as "my-site" or "@acme/gallery"
 * @throws NAME_INVALID with a name that would do
 */
export function parsePackageName(name: string, kind: ProjectKind): PackageName {
  const label = name.split("/").at(-1) ?? "";
  const reason = refuseName(name) ?? (kind === "app" ? refuseLabel(label) : undefined);
  if (reason !== undefined) throw createError("NAME_INVALID", { name, reason, suggestion: suggestName(name, kind) });
  return { name, label };
}

function refuseName(name: string): string | undefined {
  if (DEPENDENCIES.has(name)) return "it depends on a package of that name";
  const { errors = [], warnings = [] } = validate(name);
  return [...errors, ...warnings][0];
}

function refuseLabel(label: string): string | undefined {
  if (isLabel(label)) return undefined;
  return "its last part is the label of the app, which is a letter or _, followed by letters, digits, _ and -, and no name of a Windows device";
}

/** @returns a similar name that is valid, or "" */
function suggestName(name: string, kind: ProjectKind): string {
  const plain = name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
  const candidates = plain === "" ? [] : [plain, `my-${plain}`];
  return candidates.find((one) => refuseName(one) === undefined && (kind === "site" || isLabel(one))) ?? "";
}
