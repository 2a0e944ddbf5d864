import { z } from "zod";
import type { AnyResource } from "./resource.ts";
import type { Widget } from "./widgets.ts";

/** The form that adds or changes a record. */
export interface RecordForm {
  readonly resource: AnyResource;
  /** The record to change; undefined where one is added. */
  readonly id: string | undefined;
}

const pairs = z.array(z.tuple([z.string(), z.string()]));

/**
 * Finds the form that is sent to a path.
 *
 * @param path below the admin's index: `posts/add/`, `posts/12/`
 * @returns undefined for any other path
 */
export function recordFormAt(path: string, resources: readonly AnyResource[]): RecordForm | undefined {
  const [, name, id] = /^([^/?]+)\/([^/?]+)\/$/.exec(path) ?? [];
  const resource = resources.find((one) => encodeURIComponent(one.name) === name);
  return resource === undefined || id === undefined ? undefined : { resource, id: id === "add" ? undefined : id };
}

/**
 * Writes a form as text, without its passwords. The login page keeps the text in a hidden field while the user logs in again, so
 * that the server need not store it.
 */
export function keepForm({ resource }: RecordForm, form: URLSearchParams): string {
  const leftOut = new Set(["csrf_token", ...resource.fields.filter(asksPassword).map(({ name }) => name)]);
  return JSON.stringify([...form].filter(([name]) => !leftOut.has(name)));
}

/** @returns whether a field is for a password. No page shows its value again */
export function asksPassword({ widget }: { readonly widget: Widget }): boolean {
  return widget.attributes?.["type"] === "password";
}

/** @returns the form that `keepForm` has written as text; undefined for any other text */
export function readKeptForm(text: string): URLSearchParams | undefined {
  try {
    return new URLSearchParams(pairs.parse(JSON.parse(text)));
  } catch {
    return undefined;
  }
}
