import { defineMedia, type Media } from "@mediaroot/core";

/** One choice of a select. */
export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** How a field is shown and read: a template, the media that it needs, and how a submitted form holds its value. */
export interface Widget {
  /** Any app's template: `admin/widgets/text.html`. It gets `field` (and `field.widget`). */
  readonly template: string;
  readonly media: Media;
  /** @returns what the template shows: text, or a list of texts */
  format(value: unknown): unknown;
  /** @returns the raw value for the resource's schema */
  read(form: URLSearchParams, name: string): unknown;
  /** HTML attributes, as far as the widget's template writes them. */
  readonly attributes?: Readonly<Record<string, string>> | undefined;
  /** Choices of a select, asked for at each page. */
  readonly choices?: (() => readonly Choice[]) | undefined;
}

const FORMS: Media = defineMedia({ css: { all: ["admin/css/forms.css"] } });
const FILTERED: Media = defineMedia({
  css: { all: ["admin/css/forms.css", "admin/css/selector.css"] },
  js: ["admin/js/core.js", "admin/js/SelectBox.js", "admin/js/SelectFilter2.js"],
});
const SLUG: Media = defineMedia({ js: ["admin/js/core.js", "admin/js/prepopulate.js"] });

const asText = (value: unknown): string => (value === undefined || value === null ? "" : String(value));
const readText = (form: URLSearchParams, name: string): string => (form.get(name) ?? "").replaceAll("\r\n", "\n");

/** One line of text. `attributes` such as `{ maxlength: "200" }`, `{ type: "password" }`. */
export function textInput(attributes: Readonly<Record<string, string>> = {}): Widget {
  return { template: "admin/widgets/text.html", media: FORMS, format: asText, read: readText, attributes };
}

/** A password: never shown again. */
export function passwordInput(): Widget {
  const attributes = { type: "password", autocomplete: "new-password" };
  return { ...textInput(attributes), format: () => "", read: (form, name) => form.get(name) ?? "" };
}

/**
 * A slug that follows another field while it is empty.
 *
 * @param from the name of the field to make it from
 */
export function slugInput(from: string): Widget {
  const attributes = { "data-prepopulate-from": from, spellcheck: "false", autocapitalize: "off" };
  return { ...textInput(attributes), media: SLUG };
}

/** Many lines of text. */
export function textArea(attributes: Readonly<Record<string, string>> = {}): Widget {
  return { template: "admin/widgets/textarea.html", media: FORMS, format: asText, read: readText, attributes };
}

/** One of several. */
export function select(choices: () => readonly Choice[]): Widget {
  return { template: "admin/widgets/select.html", media: FORMS, format: asText, read: readText, choices };
}

/**
 * Several of many: two boxes and a filter (Django's `FilteredSelectMultiple`). Without JavaScript it is a plain
 * `<select multiple>`.
 *
 * @param verboseName what is chosen, in the plural: `tags`
 */
export function filteredSelectMultiple(verboseName: string, choices: () => readonly Choice[]): Widget {
  return {
    template: "admin/widgets/filtered_select_multiple.html",
    media: FILTERED,
    format: (value) => (Array.isArray(value) ? value.map(String) : []),
    read: (form, name) => form.getAll(name),
    attributes: { "data-field-name": verboseName },
    choices,
  };
}
