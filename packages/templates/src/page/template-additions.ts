import { types } from "node:util";
import type { LoadedApp } from "@mediaroot/core";
import { templatesError } from "../errors.ts";

/** The filters or globals that templates get, and who defines them. */
interface Additions {
  readonly kind: "filter" | "global";
  /** FILTERS or GLOBALS of TEMPLATES. They win over those of apps. */
  readonly project: object;
  readonly apps: readonly LoadedApp[];
  /** The names that nunjucks and Mediaroot define. */
  readonly builtIn: Iterable<string>;
}

/**
 * Collects the filters, or the globals, of the project and its apps. A name that two apps define, or that is built in, is refused.
 *
 * @returns the values by name
 * @throws TEMPLATE_NAMES_INVALID, TEMPLATE_NAME_CLASH
 */
export function collectAdditions({ kind, project, apps, builtIn }: Additions): ReadonlyMap<string, unknown> {
  const values = new Map<string, unknown>();
  const owners = new Map([...builtIn].map((name) => [name, "Mediaroot or nunjucks"]));
  const add = (owner: string, name: string, value: unknown): void => {
    const first = owners.get(name);
    if (first !== undefined) throw templatesError("TEMPLATE_NAME_CLASH", { kind, name, first, second: owner });
    owners.set(name, owner);
    values.set(name, value);
  };
  const own = entriesOf(kind, "the project", project);
  for (const { app, config } of apps) {
    const owner = `the app "${app.label}"`;
    for (const [name, value] of entriesOf(kind, owner, config[`${kind}s`])) {
      if (!own.some(([taken]) => taken === name)) add(owner, name, value);
    }
  }
  for (const [name, value] of own) add("the project", name, value);
  return values;
}

function entriesOf(kind: Additions["kind"], owner: string, given: unknown): readonly (readonly [string, unknown])[] {
  if (given === undefined) return [];
  const refuse = (reason: string): Error => templatesError("TEMPLATE_NAMES_INVALID", { kind, owner, reason });
  if (typeof given !== "object" || given === null || Array.isArray(given)) throw refuse("they are not an object");
  const entries = Object.entries(given);
  for (const [name, value] of entries) {
    // nunjucks keeps names in plain objects, which inherit these.
    if (name in Object.prototype) throw refuse(`nothing can be called "${name}"`);
    if (kind === "filter" && typeof value !== "function") throw refuse(`"${name}" is not a function`);
    if (kind === "filter" && types.isAsyncFunction(value))
      throw refuse(`"${name}" is asynchronous, and templates do not wait`);
  }
  return entries;
}
