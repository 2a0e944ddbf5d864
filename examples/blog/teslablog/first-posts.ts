import { readFileSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { slugOf } from "./slug.ts";

interface FirstPost {
  readonly file: string;
  readonly title: string;
  readonly summary: string;
  readonly publishedAt: string | null;
  readonly tags: readonly string[];
}

const AUTHOR = "The editors";

const FIRST_POSTS: readonly FirstPost[] = [
  {
    file: "rotating-field.md",
    title: "The walk in the park that turned a motor",
    summary: "How two currents out of step make a magnetic field go round, and why nobody had to touch it.",
    publishedAt: "2026-02-12T09:00:00.000Z",
    tags: ["Motors", "History"],
  },
  {
    file: "spark-gap.md",
    title: "Building a small coil without burning the bench",
    summary: "Sixty turns of wire, a neon lamp and a list of the things that went wrong first.",
    publishedAt: "2026-04-03T17:30:00.000Z",
    tags: ["Coils", "Workshop"],
  },
  {
    file: "wireless-light.md",
    title: "A lamp with no wires, and what it proves",
    summary:
      "Near a coil a fluorescent tube lights in your hand. Across a city it does not. The difference is a formula.",
    publishedAt: "2026-06-21T08:15:00.000Z",
    tags: ["Coils", "Wireless"],
  },
  {
    file: "this-blog.md",
    title: "This blog is two apps and a package",
    summary: "Where these pages come from, and how to make them your own without touching what you installed.",
    publishedAt: "2026-08-30T10:00:00.000Z",
    tags: ["Colophon"],
  },
  {
    file: "wardenclyffe.md",
    title: "Notes on the tower",
    summary: "",
    publishedAt: null,
    tags: ["History", "Wireless"],
  },
];

/** The migration that adds posts to a new blog. */
export function addFirstPosts(db: DatabaseSync): void {
  const addTag = db.prepare("INSERT INTO blog_tag (slug, name) VALUES (?, ?) ON CONFLICT DO NOTHING");
  const addPost = db.prepare(`INSERT INTO blog_post (slug, title, author, summary, body, status, published_at)
    VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id`);
  const connect = db.prepare("INSERT INTO blog_post_tag SELECT ?, id FROM blog_tag WHERE slug = ?");
  for (const { file, title, summary, publishedAt, tags } of FIRST_POSTS) {
    const body = readFileSync(new URL(`first-posts/${file}`, import.meta.url), "utf8");
    const status = publishedAt === null ? "draft" : "published";
    const post = addPost.get(slugOf(title), title, AUTHOR, summary, body, status, publishedAt);
    for (const tag of tags) {
      addTag.run(slugOf(tag), tag);
      connect.run(Number(post?.["id"]), slugOf(tag));
    }
  }
}
