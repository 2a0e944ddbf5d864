import { defineMedia, type Media } from "@mediaroot/core";

/** A choice of a select. */
export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** Shows a field in a form, and reads its value from the submitted form. */
export interface Widget {
  /** The name of a template of any app: `admin/widgets/text.html`. Its context has `field` and `field.widget`. */
  readonly template: string;
  /** The style sheets and scripts that the template needs. */
  readonly media: Media;
  /** @returns the value for the template: a text, or a list of texts */
  format(value: unknown): unknown;
  /** @returns the value for the resource's schema */
  read(form: URLSearchParams, name: string): unknown;
  /** HTML attributes, for the template to write. */
  readonly attributes?: Readonly<Record<string, string>> | undefined;
  /** The choices of a select, read anew for each page. */
  readonly choices?: (() => readonly Choice[]) | undefined;
}

/** The widgets of the admin. */
export interface Widgets {
  /** @param attributes `{ maxlength: "200" }`, `{ type: "datetime-local" }` */
  textInput(attributes?: Readonly<Record<string, string>>): Widget;
  /** Never shows its value again. */
  passwordInput(): Widget;
  /**
   * Makes a slug from another field while the slug is empty.
   *
   * @param from the name of the other field
   */
  slugInput(from: string): Widget;
  textArea(attributes?: Readonly<Record<string, string>>): Widget;
  select(choices: () => readonly Choice[]): Widget;
  /**
   * Chooses several of many, with two boxes and a filter as Django's `FilteredSelectMultiple` has them. Without JavaScript it is
   * a plain `<select multiple>`.
   *
   * @param verboseName the plural name of the choices: `tags`
   */
  filteredSelectMultiple(verboseName: string, choices: () => readonly Choice[]): Widget;
}

const asText = (value: unknown): string => (value === undefined || value === null ? "" : String(value));
const readText = (form: URLSearchParams, name: string): string => (form.get(name) ?? "").replaceAll("\r\n", "\n");

/**
 * Creates the widgets of the admin.
 *
 * @param label the label of the admin, under which its media is
 */
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
