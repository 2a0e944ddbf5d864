/** A post of the blog. */
export interface Post {
  readonly id: number;
  readonly slug: string;
  readonly title: string;
  readonly author: string;
  /** One or two sentences for lists; may be empty. */
  readonly summary: string;
  /** Markdown. */
  readonly body: string;
  readonly status: "draft" | "published";
  /** ISO 8601 in UTC. Readers see the post from this time on. */
  readonly publishedAt: string | undefined;
  readonly tags: readonly Tag[];
}

/** A tag that groups posts. */
export interface Tag {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
}

/** The values of a post that can be changed. */
export interface PostValues extends Omit<Post, "id" | "tags"> {
  readonly tagIds: readonly number[];
}

type Columns = Readonly<Record<string, unknown>>;

/** @returns the post in a row of `blog_post` */
export function postOf(row: Columns, tags: readonly Tag[]): Post {
  const date = row["published_at"];
  return {
    id: Number(row["id"]),
    slug: String(row["slug"]),
    title: String(row["title"]),
    author: String(row["author"]),
    summary: String(row["summary"]),
    body: String(row["body"]),
    status: row["status"] === "published" ? "published" : "draft",
    publishedAt: typeof date === "string" ? date : undefined,
    tags,
  };
}

/** @returns the tag in a row of `blog_tag` */
export function tagOf(row: Columns): Tag {
  return { id: Number(row["id"]), slug: String(row["slug"]), name: String(row["name"]) };
}
