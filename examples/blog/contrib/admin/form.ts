import { type Media, mergeMedia } from "@mediaroot/core";
import { FieldError } from "./field-error.ts";
import type { AnyResource, ResourceField, Row } from "./resource.ts";

/** A field with its value, for its widget's template. */
export interface BoundField extends Omit<ResourceField, "widget"> {
  readonly id: string;
  readonly value: unknown;
  readonly errors: readonly string[];
  readonly widget: {
    readonly template: string;
    readonly attributes: readonly (readonly [name: string, value: string])[];
    readonly choices: readonly { readonly value: string; readonly label: string; readonly selected: boolean }[];
  };
}

/** A form for a template. */
export interface BoundForm {
  readonly fields: readonly BoundField[];
  /** Whether it was submitted and refused. */
  readonly invalid: boolean;
  /** The errors that belong to no single field. */
  readonly errors: readonly string[];
  /** The media of all its widgets. */
  readonly media: Media;
}

/** Errors by the name of their field; those that belong to no single field under the empty string. */
export type FormErrors = ReadonlyMap<string, readonly string[]>;

/** The result of a submitted form: values that the schema accepts, or the raw values to show again with their errors. */
export type Submission =
  | { readonly kind: "valid"; readonly values: unknown }
  | { readonly kind: "invalid"; readonly raw: Row; readonly errors: FormErrors };

/** Reads a submitted form with the resource's widgets and validates it with the resource's schema. */
export function parseForm(resource: AnyResource, form: URLSearchParams): Submission {
  const raw = rawValues(resource, form);
  const result = resource.schema.safeParse(raw);
  if (result.success) return { kind: "valid", values: result.data };
  const names = new Set(resource.fields.map(({ name }) => name));
  const errors = new Map<string, readonly string[]>();
  for (const { path, message } of result.error.issues) {
    const name = names.has(String(path[0])) ? String(path[0]) : "";
    errors.set(name, [...(errors.get(name) ?? []), message]);
  }
  return { kind: "invalid", raw, errors };
}

/**
 * @param error what a store has thrown
 * @returns a FieldError as an error of the form
 * @throws any other error again
 */
export function storeErrors(error: unknown): FormErrors {
  if (error instanceof FieldError) return new Map([[error.field, [error.message]]]);
  throw error;
}

/** @returns the values that the widgets read, not validated */
export function rawValues(resource: AnyResource, form: URLSearchParams): Row {
  return Object.fromEntries(resource.fields.map(({ name, widget }) => [name, widget.read(form, name)]));
}

/**
 * Creates a form for a template.
 *
 * @param row the values of a record, or the raw values of a submitted form
 * @param errors the errors of those values
 */
export function bindForm(resource: AnyResource, row: Row, errors: FormErrors = new Map()): BoundForm {
  return {
    fields: resource.fields.map((field) => bindField(field, row[field.name], errors.get(field.name) ?? [])),
    invalid: errors.size > 0,
    errors: errors.get("") ?? [],
    media: mergeMedia(...resource.fields.map(({ widget }) => widget.media)),
  };
}

function bindField(field: ResourceField, value: unknown, errors: readonly string[]): BoundField {
  const { widget, ...rest } = field;
  const shown = widget.format(value);
  const isSelected = (choice: string): boolean => (Array.isArray(shown) ? shown.includes(choice) : shown === choice);
  return {
    ...rest,
    id: `id_${field.name}`,
    value: shown,
    errors,
    widget: {
      template: widget.template,
      attributes: Object.entries(widget.attributes ?? {}),
      choices: (widget.choices?.() ?? []).map((choice) => ({ ...choice, selected: isSelected(choice.value) })),
    },
  };
}
