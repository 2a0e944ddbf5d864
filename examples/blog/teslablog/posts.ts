import type { DatabaseSync } from "node:sqlite";
import type { Database } from "../contrib/database/database.ts";
import { transaction } from "../contrib/database/transaction.ts";
import { type Post, postOf, type PostValues, type Tag, tagOf } from "./post.ts";

/** A search for posts. */
export interface PostQuery {
  /** Only posts that readers may see now. */
  readonly published?: boolean;
  /** Only posts with this tag, by its slug. */
  readonly tag?: string;
  /** Only posts whose title or author contains this text. */
  readonly search?: string;
  readonly limit: number;
  readonly offset: number;
}

/** The posts of the blog. */
export interface Posts {
  /** @returns a part of the posts, newest first, and the number of all that match */
  list(query: PostQuery): { readonly posts: readonly Post[]; readonly total: number };
  get(id: number): Post | undefined;
  /** @returns the post, if readers may see it now */
  findPublished(slug: string): Post | undefined;
  create(values: PostValues): number;
  update(id: number, values: PostValues): void;
  remove(id: number): void;
}

const IS_PUBLISHED = "p.status = 'published' AND p.published_at <= :now";
const COLUMNS = "slug, title, author, summary, body, status, published_at";

/** Creates the posts of a database with the tables of `blogMigrations`. */
export function createPosts(database: Database, now: () => Date = () => new Date()): Posts {
  return {
    list: (query) => database.use((db) => listPosts(db, query, now())),
    get: (id) => database.use((db) => onePost(db, "p.id = :id", { id })),
    findPublished: (slug) =>
      database.use((db) => onePost(db, `p.slug = :slug AND ${IS_PUBLISHED}`, { slug, now: now().toISOString() })),
    create(values) {
      const sql = `INSERT INTO blog_post (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id`;
      return database.use((db) =>
        transaction(db, () => {
          const id = Number(db.prepare(sql).get(...columnsOf(values))?.["id"]);
          setTags(db, id, values.tagIds);
          return id;
        }),
      );
    },
    update(id, values) {
      const sql = `UPDATE blog_post SET (${COLUMNS}) = (?, ?, ?, ?, ?, ?, ?) WHERE id = ?`;
      database.use((db) =>
        transaction(db, () => {
          db.prepare(sql).run(...columnsOf(values), id);
          setTags(db, id, values.tagIds);
        }),
      );
    },
    remove: (id) => void database.use((db) => db.prepare("DELETE FROM blog_post WHERE id = ?").run(id)),
  };
}

function columnsOf(values: PostValues): readonly (string | null)[] {
  const { slug, title, author, summary, body, status, publishedAt } = values;
  return [slug, title, author, summary, body, status, publishedAt ?? null];
}

function listPosts(db: DatabaseSync, query: PostQuery, now: Date): { posts: readonly Post[]; total: number } {
  const { published = false, tag, search = "", limit, offset } = query;
  const where = [
    ...(published ? [IS_PUBLISHED] : []),
    ...(tag === undefined
      ? []
      : ["p.id IN (SELECT pt.post_id FROM blog_post_tag pt JOIN blog_tag t ON t.id = pt.tag_id WHERE t.slug = :tag)"]),
    "instr(lower(p.title || ' ' || p.author), lower(:search))",
  ].join(" AND ");
  const values = { search, ...(published && { now: now.toISOString() }), ...(tag !== undefined && { tag }) };
  const total = Number(db.prepare(`SELECT count(*) AS n FROM blog_post p WHERE ${where}`).get(values)?.["n"]);
  const order = "ORDER BY p.published_at IS NOT NULL, p.published_at DESC, p.id DESC";
  const rows = db
    .prepare(`SELECT * FROM blog_post p WHERE ${where} ${order} LIMIT :limit OFFSET :offset`)
    .all({ ...values, limit, offset });
  return { posts: rows.map((row) => postOf(row, tagsOf(db, Number(row["id"])))), total };
}

function onePost(db: DatabaseSync, where: string, values: Record<string, string | number>): Post | undefined {
  const row = db.prepare(`SELECT * FROM blog_post p WHERE ${where}`).get(values);
  return row === undefined ? undefined : postOf(row, tagsOf(db, Number(row["id"])));
}

function tagsOf(db: DatabaseSync, postId: number): readonly Tag[] {
  const sql =
    "SELECT t.* FROM blog_tag t JOIN blog_post_tag pt ON pt.tag_id = t.id WHERE pt.post_id = ? ORDER BY t.name";
  return db.prepare(sql).all(postId).map(tagOf);
}

function setTags(db: DatabaseSync, postId: number, tagIds: readonly number[]): void {
  db.prepare("DELETE FROM blog_post_tag WHERE post_id = ?").run(postId);
  const add = db.prepare("INSERT INTO blog_post_tag (post_id, tag_id) SELECT ?, id FROM blog_tag WHERE id = ?");
  for (const id of new Set(tagIds)) add.run(postId, id);
}
