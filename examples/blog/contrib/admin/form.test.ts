import { describe, expect, test } from "vitest";
import { z } from "zod";
import { FieldError } from "./field-error.ts";
import { bindForm, parseForm, storeErrors } from "./form.ts";
import { type AnyResource, defineResource } from "./resource.ts";
import { createWidgets } from "./widgets.ts";

const { filteredSelectMultiple, passwordInput, slugInput, textInput } = createWidgets("backoffice");
const choices = [
  { value: "1", label: "One" },
  { value: "2", label: "Two" },
];

const resource: AnyResource = defineResource({
  name: "things",
  singular: "thing",
  plural: "things",
  columns: [],
  fields: [
    { name: "name", label: "Name", widget: textInput() },
    { name: "slug", label: "Slug", widget: slugInput("name") },
    { name: "tags", label: "Tags", widget: filteredSelectMultiple("tags", () => choices) },
    { name: "password", label: "Password", widget: passwordInput() },
  ],
  schema: z
    .object({ name: z.string().min(1, "Write a name."), tags: z.array(z.string()) })
    .refine(({ name }) => name !== "whole", "The whole is wrong."),
  title: () => "a thing",
  store: {
    list: () => ({ rows: [], total: 0 }),
    get: () => undefined,
    create: () => "1",
    update: () => {},
    remove: () => {},
  },
});

describe("a submitted form", () => {
  test("gives the values when the schema accepts them", () => {
    const submission = parseForm(resource, new URLSearchParams("name=x&tags=1&tags=2&unknown=3"));
    expect(submission).toEqual({ kind: "valid", values: { name: "x", tags: ["1", "2"] } });
  });

  test("is shown again with its values and their errors", () => {
    const submission = parseForm(resource, new URLSearchParams("name=&tags=2&password=secret"));
    if (submission.kind === "valid") expect.unreachable();
    const { fields } = bindForm(resource, submission.raw, submission.errors);
    expect(fields[0]).toMatchObject({ name: "name", value: "", errors: ["Write a name."] });
    expect(fields[2]?.widget.choices.map(({ selected }) => selected)).toEqual([false, true]);
  });

  test("never shows a password again", () => {
    const form = bindForm(resource, { password: "secret" });
    expect(JSON.stringify(form)).not.toContain("secret");
  });

  test("shows an error that belongs to no single field above all fields", () => {
    const submission = parseForm(resource, new URLSearchParams("name=whole"));
    if (submission.kind === "valid") expect.unreachable();
    expect(bindForm(resource, submission.raw, submission.errors).errors).toEqual(["The whole is wrong."]);
  });
});

describe("a form", () => {
  test("needs the media of all its widgets, in an order that each of them accepts", () => {
    expect(bindForm(resource, {}).media).toMatchObject({
      css: { all: ["backoffice/css/forms.css", "backoffice/css/selector.css"] },
      js: ["core", "prepopulate", "SelectBox", "SelectFilter2"].map((name) => `backoffice/js/${name}.js`),
    });
  });

  test("shows a FieldError of the store beside the field, and throws any other error again", () => {
    expect(storeErrors(new FieldError("name", "Taken."))).toEqual(new Map([["name", ["Taken."]]]));
    expect(() => storeErrors(new TypeError("a bug"))).toThrow("a bug");
  });
});
