import { z } from "zod";
import type { PostValues } from "./post.ts";
import { slugOf } from "./slug.ts";

const text = (max: number): z.ZodString => z.string().trim().max(max, `Write at most ${max} characters.`);

/** Validates the form of a post. */
export const postSchema: z.ZodType<PostValues> = z
  .object({
    title: text(200).min(1, "A post needs a title."),
    slug: text(100).refine((slug) => slug === slugOf(slug), "Write small letters and digits, joined by hyphens."),
    author: text(100),
    summary: text(500),
    body: z
      .string()
      .max(500_000, "This is too long for one post.")
      .refine((body) => body.trim() !== "", "Write something."),
    status: z.enum(["draft", "published"], "Choose one of the two."),
    publishedAt: z.union([z.literal(""), z.iso.datetime({ local: true })], "Write a date and a time."),
    tags: z.array(z.coerce.number("Choose existing tags.").int("Choose existing tags.")),
  })
  .transform(({ tags, ...values }, context) => {
    const slug = values.slug || slugOf(values.title);
    if (slug === "")
      context.addIssue({ code: "custom", path: ["slug"], message: "Write a slug: the title gives none." });
    return { ...values, slug, tagIds: tags, publishedAt: dateOf(values.publishedAt, values.status) };
  });

/** Validates the form of a tag. */
export const tagSchema: z.ZodType<{ readonly name: string; readonly slug: string }> = z
  .object({ name: text(60).min(1, "A tag needs a name.") })
  .transform(({ name }) => ({ name, slug: slugOf(name) }))
  .refine(({ slug }) => slug !== "", { path: ["name"], message: "Write at least one letter or digit." });

/** A post that is published without a date is published now. */
function dateOf(local: string, status: PostValues["status"]): string | undefined {
  if (local !== "") return new Date(`${local.replace(/Z$/, "")}Z`).toISOString();
  return status === "published" ? new Date().toISOString() : undefined;
}
