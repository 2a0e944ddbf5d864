import type { Project } from "@mediaroot/core";
import type { z } from "zod";
import type { Widget, Widgets } from "./widgets.ts";

/** A record as a list or a form shows it. */
export type Row = Readonly<Record<string, unknown>>;

/** Where the records of a resource are kept. A method may throw `FieldError`: shown beside the field. */
export interface ResourceStore<Values> {
  /** @returns records in order; `search` is empty or what the reader typed */
  list(query: ListQuery): { readonly rows: readonly Row[]; readonly total: number };
  get(id: string): Row | undefined;
  /** @returns the new record's id */
  create(values: Values): string | Promise<string>;
  update(id: string, values: Values): void | Promise<void>;
  remove(id: string): void;
}

/** Which part of the records a list wants. */
export interface ListQuery {
  readonly search: string;
  readonly limit: number;
  readonly offset: number;
}

/** A field of a resource's form. */
export interface ResourceField {
  /** The key in the schema's values and in a row. */
  readonly name: string;
  readonly label: string;
  readonly help?: string | undefined;
  /** Whether the label says so; the schema decides. */
  readonly required?: boolean | undefined;
  readonly widget: Widget;
}

/** A column of a resource's list. */
export interface ResourceColumn {
  readonly name: string;
  readonly label: string;
}

/** A named route and its parameters. */
export interface SitePage {
  /** `teslablog:post` */
  readonly route: string;
  readonly params: Readonly<Record<string, string>>;
}

/** Something that the admin lists, adds, changes and deletes, described by the app that owns it. */
export interface Resource<Values = never> {
  /** Its part of the URL, unique in the site: `posts`. */
  readonly name: string;
  /** `post` */
  readonly singular: string;
  /** `posts` */
  readonly plural: string;
  /** The first is the link to the record. */
  readonly columns: readonly ResourceColumn[];
  readonly fields: readonly ResourceField[];
  /** Validates what the widgets read; its issues are shown beside the fields. */
  readonly schema: z.ZodType<Values>;
  readonly store: ResourceStore<Values>;
  /** @returns what a record is called in headings and messages */
  readonly title: (row: Row) => string;
  /** @returns the named route that shows the record on the site, if any does: `url_for` makes its URL */
  readonly sitePage?: ((row: Row) => SitePage | undefined) | undefined;
  /** The form's template instead of `admin/form.html`, which it may extend. */
  readonly formTemplate?: string | undefined;
}

/** A resource once its values' type is forgotten: what the admin's pages work with. */
export interface AnyResource extends Omit<Resource, "schema" | "store"> {
  readonly schema: z.ZodType;
  readonly store: ResourceStore<unknown>;
}

/**
 * Describes a resource for the admin.
 *
 * @param resource `schema` gives the type of the values that `store` gets
 */
export function defineResource<Values>(resource: Resource<Values>): AnyResource {
  return resource as unknown as AnyResource;
}

/** What an app's resources may need of the site they run in. */
export interface AdminSite {
  readonly project: Project;
  readonly widgets: Widgets;
  /** Calls `work` when the site stops: a database is closed there. */
  onClose(work: () => void): void;
}

/** What an app gives the admin: its resources, made when the site starts. */
export type AdminResources = (site: AdminSite) => readonly AnyResource[];

declare module "@mediaroot/core" {
  interface AppConfig {
    /** What `contrib/admin`, when it is installed, lists and edits of this app. */
    readonly admin?: AdminResources | undefined;
  }
}
