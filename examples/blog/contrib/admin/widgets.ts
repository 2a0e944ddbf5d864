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

/** The widgets of an admin. Their media lies under its label. */
export interface Widgets {
  /** One line of text. `attributes` such as `{ maxlength: "200" }`, `{ type: "password" }`. */
  textInput(attributes?: Readonly<Record<string, string>>): Widget;
  /** A password: never shown again. */
  passwordInput(): Widget;
  /**
   * A slug that follows another field while it is empty.
   *
   * @param from the name of the field to make it from
   */
  slugInput(from: string): Widget;
  /** Many lines of text. */
  textArea(attributes?: Readonly<Record<string, string>>): Widget;
  /** One of several. */
  select(choices: () => readonly Choice[]): Widget;
  /**
   * Several of many: two boxes and a filter (Django's `FilteredSelectMultiple`). Without JavaScript it is a plain
   * `<select multiple>`.
   *
   * @param verboseName what is chosen, in the plural: `tags`
   */
  filteredSelectMultiple(verboseName: string, choices: () => readonly Choice[]): Widget;
}

const asText = (value: unknown): string => (value === undefined || value === null ? "" : String(value));
const readText = (form: URLSearchParams, name: string): string => (form.get(name) ?? "").replaceAll("\r\n", "\n");

/** @param label of the installed admin */
export function createWidgets(label: string): Widgets {
  const forms = defineMedia({ css: { all: [`${label}/css/forms.css`] } });
  const text = { template: "admin/widgets/text.html", media: forms, format: asText, read: readText };
  return {
    textInput: (attributes = {}) => ({ ...text, attributes }),
    passwordInput: () => ({
      ...text,
      format: () => "",
      read: (form, name) => form.get(name) ?? "",
      attributes: { type: "password", autocomplete: "new-password" },
    }),
    slugInput: (from) => ({
      ...text,
      media: defineMedia({ js: [`${label}/js/core.js`, `${label}/js/prepopulate.js`] }),
      attributes: { "data-prepopulate-from": from, spellcheck: "false", autocapitalize: "off" },
    }),
    textArea: (attributes = {}) => ({ ...text, template: "admin/widgets/textarea.html", attributes }),
    select: (choices) => ({ ...text, template: "admin/widgets/select.html", choices }),
    filteredSelectMultiple: (verboseName, choices) => ({
      template: "admin/widgets/filtered_select_multiple.html",
      media: defineMedia({
        css: { all: [`${label}/css/forms.css`, `${label}/css/selector.css`] },
        js: [`${label}/js/core.js`, `${label}/js/SelectBox.js`, `${label}/js/SelectFilter2.js`],
      }),
      format: (value) => (Array.isArray(value) ? value.map(String) : []),
      read: (form, name) => form.getAll(name),
      attributes: { "data-field-name": verboseName },
      choices,
    }),
  };
}
