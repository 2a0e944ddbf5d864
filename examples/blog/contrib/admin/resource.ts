import type { Project } from "@mediaroot/core";
import type { z } from "zod";
import type { Widget, Widgets } from "./widgets.ts";

/** The values of a record by name, as lists and forms show them. */
export type Row = Readonly<Record<string, unknown>>;

/** Stores the records of a resource. `create` and `update` may throw a `FieldError`, which is shown beside the field. */
export interface ResourceStore<Values> {
  /** @returns a part of the records, and the number of all that match the search */
  list(query: ListQuery): { readonly rows: readonly Row[]; readonly total: number };
  /** @returns undefined when there is no such record */
  get(id: string): Row | undefined;
  /** @returns the new record's id */
  create(values: Values): string | Promise<string>;
  update(id: string, values: Values): void | Promise<void>;
  remove(id: string): void;
}

/** A search in the records of a resource. */
export interface ListQuery {
  /** The text that the user typed; empty for all records. */
  readonly search: string;
  readonly limit: number;
  readonly offset: number;
}

/** A field of a resource's form. */
export interface ResourceField {
  /** The name of the value in the schema and in a row. */
  readonly name: string;
  readonly label: string;
  readonly help?: string | undefined;
  /** Whether the label says that the field is required. Only the schema refuses an empty one. */
  readonly required?: boolean | undefined;
  readonly widget: Widget;
}

/** A column of a resource's list. */
export interface ResourceColumn {
  readonly name: string;
  readonly label: string;
}

/** A page of the site: a named route with its parameters. */
export interface SitePage {
  /** `teslablog:post` */
  readonly route: string;
  readonly params: Readonly<Record<string, string>>;
}

/** A kind of records that the admin lists, adds, changes and deletes for another app. */
export interface Resource<Values = never> {
  /** The name in URLs, unique in the site: `posts`. */
  readonly name: string;
  /** `post` */
  readonly singular: string;
  /** `posts` */
  readonly plural: string;
  /** The columns of the list. The first one links to the record. */
  readonly columns: readonly ResourceColumn[];
  readonly fields: readonly ResourceField[];
  /** Validates the values that the widgets read. Its issues are shown beside the fields. */
  readonly schema: z.ZodType<Values>;
  readonly store: ResourceStore<Values>;
  /** @returns the title of a record in headings and messages */
  readonly title: (row: Row) => string;
  /** @returns the page that shows a record on the site; undefined when no page does */
  readonly sitePage?: ((row: Row) => SitePage | undefined) | undefined;
  /** The template of the form. It may extend `admin/form.html`, the default. */
  readonly formTemplate?: string | undefined;
}

/** A resource whose values are of any type. The admin's pages work with all resources alike. */
export interface AnyResource extends Omit<Resource, "schema" | "store"> {
  readonly schema: z.ZodType;
  readonly store: ResourceStore<unknown>;
}

/**
 * Describes a resource for the admin.
 *
 * @param resource `store` gets values of the type that `schema` gives
 */
export function defineResource<Values>(resource: Resource<Values>): AnyResource {
  return resource as unknown as AnyResource;
}

/** The site, for an app's resources. */
export interface AdminSite {
  readonly project: Project;
  /** The widgets for form fields. */
  readonly widgets: Widgets;
  /** Calls `work` when the site stops, for example to close a database. */
  onClose(work: () => void): void;
}

/** Creates an app's resources when the site starts. */
export type AdminResources = (site: AdminSite) => readonly AnyResource[];

declare module "@mediaroot/core" {
  interface AppConfig {
    /** The resources of this app that `contrib/admin` edits, when it is installed. */
    readonly admin?: AdminResources | undefined;
  }
}
