import { z } from "zod";
import type { AnyResource } from "./resource.ts";
import type { Widget } from "./widgets.ts";

/** The form of a record. */
export interface RecordForm {
  readonly resource: AnyResource;
  /** The record to change; undefined where one is added. */
  readonly id: string | undefined;
}

const pairs = z.array(z.tuple([z.string(), z.string()]));

/**
 * Tells which record's form is sent to a path.
 *
 * @param path below the admin's index: `posts/add/`, `posts/12/`
 * @returns undefined for any other page, which loses nothing when it is asked for again
 */
export function recordFormAt(path: string, resources: readonly AnyResource[]): RecordForm | undefined {
  const [, name, id] = /^([^/?]+)\/([^/?]+)\/$/.exec(path) ?? [];
  const resource = resources.find((one) => encodeURIComponent(one.name) === name);
  return resource === undefined || id === undefined ? undefined : { resource, id: id === "add" ? undefined : id };
}

/**
 * Writes down a form that came after its session had ended. The login page keeps the text and brings it back with the login;
 * nothing is stored here, and no password is written down.
 */
export function keepForm({ resource }: RecordForm, form: URLSearchParams): string {
  const left = new Set(["csrf_token", ...resource.fields.filter(asksPassword).map(({ name }) => name)]);
  return JSON.stringify([...form].filter(([name]) => !left.has(name)));
}

/** @returns whether a field is for a password, which no page shows again */
export function asksPassword({ widget }: { readonly widget: Widget }): boolean {
  return widget.attributes?.["type"] === "password";
}

/** @returns the form that a login page has kept; undefined for none, and for what `keepForm` has not written */
export function readKeptForm(text: string): URLSearchParams | undefined {
  try {
    return new URLSearchParams(pairs.parse(JSON.parse(text)));
  } catch {
    return undefined;
  }
}
