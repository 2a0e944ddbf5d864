import type { Database } from "../contrib/database/database.ts";
import { type Tag, tagOf } from "./post.ts";

/** A tag, and the number of posts with it that readers may see now. */
export interface TagCount extends Tag {
  readonly posts: number;
}

/** The tags of the blog. */
export interface Tags {
  /** @param search part of a name; empty for all */
  list(search?: string): readonly TagCount[];
  get(id: number): Tag | undefined;
  find(slug: string): Tag | undefined;
  create(tag: Omit<Tag, "id">): number;
  update(id: number, tag: Omit<Tag, "id">): void;
  remove(id: number): void;
}

/** Creates the tags of a database with the tables of `blogMigrations`. */
export function createTags(database: Database, now: () => Date = () => new Date()): Tags {
  return {
    list(search = "") {
      const sql = `SELECT t.*, (SELECT count(*) FROM blog_post_tag pt JOIN blog_post p ON p.id = pt.post_id
          WHERE pt.tag_id = t.id AND p.status = 'published' AND p.published_at <= ?) AS posts
        FROM blog_tag t WHERE instr(lower(t.name), lower(?)) ORDER BY t.name COLLATE NOCASE`;
      const rows = database.use((db) => db.prepare(sql).all(now().toISOString(), search));
      return rows.map((row) => ({ ...tagOf(row), posts: Number(row["posts"]) }));
    },
    get: (id) => database.use((db) => optional(db.prepare("SELECT * FROM blog_tag WHERE id = ?").get(id))),
    find: (slug) => database.use((db) => optional(db.prepare("SELECT * FROM blog_tag WHERE slug = ?").get(slug))),
    create({ slug, name }) {
      const sql = "INSERT INTO blog_tag (slug, name) VALUES (?, ?) RETURNING id";
      return Number(database.use((db) => db.prepare(sql).get(slug, name))?.["id"]);
    },
    update(id, { slug, name }) {
      database.use((db) => db.prepare("UPDATE blog_tag SET slug = ?, name = ? WHERE id = ?").run(slug, name, id));
    },
    remove: (id) => void database.use((db) => db.prepare("DELETE FROM blog_tag WHERE id = ?").run(id)),
  };
}

function optional(row: Readonly<Record<string, unknown>> | undefined): Tag | undefined {
  return row === undefined ? undefined : tagOf(row);
}
