import { type AnyResource, defineResource, uniquely, type Widgets } from "../contrib/admin/index.ts";
import { tagSchema } from "./post-form.ts";
import type { Tags } from "./tags.ts";

/** Describes tags for the admin. */
export function tagResource(tags: Tags, { textInput }: Widgets): AnyResource {
  return defineResource({
    name: "tags",
    singular: "tag",
    plural: "tags",
    columns: [
      { name: "name", label: "Name" },
      { name: "posts", label: "Published posts" },
    ],
    fields: [{ name: "name", label: "Name", required: true, widget: textInput({ maxlength: "60" }) }],
    schema: tagSchema,
    title: ({ name }) => String(name),
    store: {
      list({ search, limit, offset }) {
        const found = tags.list(search);
        return { rows: found.slice(offset, offset + limit).map((tag) => ({ ...tag })), total: found.length };
      },
      get(id) {
        const tag = tags.get(Number(id));
        return tag === undefined ? undefined : { ...tag };
      },
      create: (values) => String(uniquely("name", () => tags.create(values))),
      update: (id, values) => uniquely("name", () => tags.update(Number(id), values)),
      remove: (id) => tags.remove(Number(id)),
    },
  });
}
