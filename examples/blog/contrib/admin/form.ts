import { type Media, mergeMedia } from "@mediaroot/core";
import { FieldError } from "./field-error.ts";
import type { AnyResource, ResourceField, Row } from "./resource.ts";

/** A field as its widget's template shows it. */
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

/** A form for a template: its fields, the faults of no single field, and the media of all its widgets. */
export interface BoundForm {
  readonly fields: readonly BoundField[];
  /** Whether it was submitted and refused. */
  readonly invalid: boolean;
  readonly errors: readonly string[];
  readonly media: Media;
}

/** Faults by field; those of no field under the empty string. */
export type FormErrors = ReadonlyMap<string, readonly string[]>;

/** What a submitted form holds: values that the schema accepts, or what to show again. */
export type Submission =
  | { readonly kind: "valid"; readonly values: unknown }
  | { readonly kind: "invalid"; readonly raw: Row; readonly errors: FormErrors };

/** Reads a submitted form by the resource's widgets and validates it by its schema. */
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

/** @returns a FieldError of a store as a form's error; other errors are thrown on */
export function storeErrors(error: unknown): FormErrors {
  if (error instanceof FieldError) return new Map([[error.field, [error.message]]]);
  throw error;
}

/** @returns what the widgets read, not yet validated, to show the form again */
export function rawValues(resource: AnyResource, form: URLSearchParams): Row {
  return Object.fromEntries(resource.fields.map(({ name, widget }) => [name, widget.read(form, name)]));
}

/**
 * Makes a form for a template.
 *
 * @param row the record's values, or those submitted
 * @param errors what is wrong with them
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
