import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createDatabase } from "../contrib/database/database.ts";
import { blogMigrations } from "./blog-database.ts";
import type { PostValues } from "./post.ts";
import { postSchema, tagSchema } from "./post-form.ts";
import { createPosts } from "./posts.ts";
import { slugOf } from "./slug.ts";
import { createTags } from "./tags.ts";

const NOW = "2026-09-01T12:00:00.000Z";

function blog(migrations = blogMigrations.slice(0, 1)) {
  const database = createDatabase({ file: ":memory:", app: "teslablog", migrations });
  const now = (): Date => new Date(NOW);
  return { posts: createPosts(database, now), tags: createTags(database, now) };
}

const values: PostValues = {
  slug: "one",
  title: "One",
  author: "editors",
  summary: "",
  body: "Text",
  status: "published",
  publishedAt: "2026-08-01T00:00:00.000Z",
  tagIds: [],
};
const all = { limit: 10, offset: 0 };

describe("posts", () => {
  test("are stored with their tags", () => {
    const { posts, tags } = blog();
    const tag = tags.create({ name: "Coils", slug: "coils" });
    const id = posts.create({ ...values, tagIds: [tag, tag, 99] });
    expect(posts.get(id)).toMatchObject({ title: "One", tags: [{ id: tag, name: "Coils" }] });
    posts.update(id, { ...values, title: "Two", tagIds: [] });
    expect(posts.get(id)).toMatchObject({ title: "Two", tags: [] });
    posts.remove(id);
    expect(posts.get(id)).toBeUndefined();
  });

  test("are shown newest first, without drafts and posts of the future", () => {
    const { posts } = blog();
    posts.create({ ...values, slug: "old", publishedAt: "2026-01-01T00:00:00.000Z" });
    posts.create({ ...values, slug: "new" });
    posts.create({ ...values, slug: "draft", status: "draft" });
    posts.create({ ...values, slug: "future", publishedAt: "2027-01-01T00:00:00.000Z" });
    const shown = posts.list({ published: true, ...all });
    expect(shown.posts.map(({ slug }) => slug)).toEqual(["new", "old"]);
    expect(shown.total).toBe(2);
    expect(posts.list(all).total).toBe(4);
    expect(posts.findPublished("draft")).toBeUndefined();
    expect(posts.findPublished("future")).toBeUndefined();
    expect(posts.findPublished("new")).toBeDefined();
  });

  test("are found by tag, and a tag counts only posts that readers see", () => {
    const { posts, tags } = blog();
    const tag = tags.create({ name: "Coils", slug: "coils" });
    posts.create({ ...values, slug: "a", tagIds: [tag] });
    posts.create({ ...values, slug: "b", tagIds: [tag], status: "draft" });
    posts.create({ ...values, slug: "c" });
    expect(posts.list({ published: true, tag: "coils", ...all }).posts.map(({ slug }) => slug)).toEqual(["a"]);
    expect(tags.list()).toMatchObject([{ name: "Coils", posts: 1 }]);
  });

  test("lose a tag that is deleted", () => {
    const { posts, tags } = blog();
    const tag = tags.create({ name: "Coils", slug: "coils" });
    const id = posts.create({ ...values, tagIds: [tag] });
    tags.remove(tag);
    expect(posts.get(id)?.tags).toEqual([]);
  });

  test("are in a new blog from the beginning", () => {
    const { posts, tags } = blog([...blogMigrations]);
    expect(posts.list({ published: true, ...all }).total).toBe(4);
    expect(posts.list(all).total).toBe(5);
    expect(tags.list().length).toBeGreaterThan(3);
  });
});

describe("the form of a post", () => {
  const form = {
    title: "A title",
    slug: "",
    author: "",
    summary: "",
    body: "Text",
    status: "draft",
    publishedAt: "",
    tags: [],
  };

  test("makes a slug from the title", () => {
    expect(postSchema.parse(form)).toMatchObject({ slug: "a-title", publishedAt: undefined });
  });

  test("dates a post that is published without a date, and reads a given date as UTC", () => {
    expect(postSchema.parse({ ...form, status: "published" }).publishedAt).toMatch(/^\d{4}-/);
    expect(postSchema.parse({ ...form, publishedAt: "2026-05-01T10:30" }).publishedAt).toBe("2026-05-01T10:30:00.000Z");
  });

  test.each([
    ["title", { title: " " }],
    ["title", { title: "x".repeat(201) }],
    ["slug", { slug: "Not A Slug" }],
    ["slug", { title: "!!!" }],
    ["body", { body: "\n" }],
    ["body", { body: "x".repeat(500_001) }],
    ["status", { status: "secret" }],
    ["publishedAt", { publishedAt: "yesterday" }],
    ["publishedAt", { publishedAt: "2026-02-30T10:00" }],
    ["tags", { tags: ["x"] }],
  ])("refuses a wrong %s: %o", (field, wrong) => {
    const result = postSchema.safeParse({ ...form, ...wrong });
    expect(result.error?.issues.map(({ path }) => path[0])).toContain(field);
  });

  test("accepts a tag only with a letter or digit in its name", () => {
    expect(tagSchema.parse({ name: " Ñandú & co. " })).toEqual({ name: "Ñandú & co.", slug: "nandu-co" });
    expect(tagSchema.safeParse({ name: "<>" }).success).toBe(false);
  });
});

describe("a slug", () => {
  test.each([
    ["Currents, coils & second thoughts", "currents-coils-second-thoughts"],
    ["Übergrößenträger", "ubergroßentrager"],
    ["電流", "電流"],
    ["--a--", "a"],
    ["🔥", ""],
  ])("of %s is %s", (text, slug) => {
    expect(slugOf(text)).toBe(slug);
    expect(slugOf(slug)).toBe(slug);
  });

  test("of a slug is the same slug, and is never too long", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "Ж", "é", "𐐀", "-", " ", "ẞ", "٣", "🔥"), maxLength: 250 });
    fc.assert(
      fc.property(text, (title) => {
        const slug = slugOf(title);
        expect(slugOf(slug)).toBe(slug);
        expect(slug.length).toBeLessThanOrEqual(100);
        expect(slug.isWellFormed()).toBe(true);
      }),
    );
  });
});
