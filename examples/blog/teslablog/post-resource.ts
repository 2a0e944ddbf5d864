import {
  type AnyResource,
  defineResource,
  type ResourceField,
  type ResourceStore,
  type Row,
  uniquely,
  type Widgets,
} from "../contrib/admin/index.ts";
import { markdownEditor } from "./markdown-editor.ts";
import type { Post, PostValues } from "./post.ts";
import { postSchema } from "./post-form.ts";
import type { Posts } from "./posts.ts";
import type { Tags } from "./tags.ts";

/** Options of `postResource`. */
interface PostResourceOptions {
  readonly posts: Posts;
  readonly tags: Tags;
  readonly widgets: Widgets;
}

/** Describes posts for the admin. */
export function postResource({ posts, tags, widgets }: PostResourceOptions): AnyResource {
  return defineResource({
    name: "posts",
    singular: "post",
    plural: "posts",
    formTemplate: "teslablog/post_form.html",
    columns: [
      { name: "title", label: "Title" },
      { name: "status", label: "Status" },
      { name: "date", label: "Published (UTC)" },
      { name: "tagNames", label: "Tags" },
    ],
    fields: fieldsOf(tags, widgets),
    schema: postSchema,
    title: ({ title }) => String(title),
    sitePage: ({ slug }) =>
      posts.findPublished(String(slug)) && { route: "teslablog:post", params: { slug: String(slug) } },
    store: storeOf(posts),
  });
}

function fieldsOf(tags: Tags, widgets: Widgets): readonly ResourceField[] {
  const { filteredSelectMultiple, select, slugInput, textArea, textInput } = widgets;
  const tagChoices = (): { value: string; label: string }[] =>
    tags.list().map(({ id, name }) => ({ value: String(id), label: name }));
  const statusChoices = [
    { value: "draft", label: "Draft" },
    { value: "published", label: "Published" },
  ];
  const slugHelp = "The post's name in its address. Leave it empty to make it from the title.";
  const dateHelp = "Leave it empty to use the time of the first publication. Readers see the post from this time on.";
  const date = textInput({ type: "datetime-local" });
  return [
    { name: "title", label: "Title", required: true, widget: textInput({ maxlength: "200" }) },
    { name: "slug", label: "Slug", help: slugHelp, widget: slugInput("title") },
    { name: "author", label: "Author", widget: textInput({ maxlength: "100" }) },
    { name: "summary", label: "Summary", help: "For lists of posts.", widget: textArea({ rows: "2" }) },
    {
      name: "body",
      label: "Text",
      required: true,
      help: "In Markdown. HTML stays text.",
      widget: markdownEditor(widgets),
    },
    { name: "tags", label: "Tags", widget: filteredSelectMultiple("tags", tagChoices) },
    { name: "status", label: "Status", required: true, widget: select(() => statusChoices) },
    { name: "publishedAt", label: "Published (UTC)", help: dateHelp, widget: date },
  ];
}

function storeOf(posts: Posts): ResourceStore<PostValues> {
  return {
    list(query) {
      const found = posts.list(query);
      return { rows: found.posts.map(rowOf), total: found.total };
    },
    get(id) {
      const post = posts.get(Number(id));
      return post === undefined ? undefined : rowOf(post);
    },
    create: (values) => String(uniquely("slug", () => posts.create(values))),
    update: (id, values) => uniquely("slug", () => posts.update(Number(id), values)),
    remove: (id) => posts.remove(Number(id)),
  };
}

function rowOf(post: Post): Row {
  return {
    ...post,
    tags: post.tags.map(({ id }) => String(id)),
    tagNames: post.tags.map(({ name }) => name).join(", "),
    publishedAt: post.publishedAt?.slice(0, 16) ?? "",
    date: post.publishedAt?.slice(0, 16).replace("T", " ") ?? "",
  };
}
