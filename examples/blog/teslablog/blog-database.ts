import { createDatabase, type Database, databaseFile } from "../contrib/database/database.ts";
import type { Migration } from "../contrib/database/migrations.ts";
import { addFirstPosts } from "./first-posts.ts";

/** The blog's tables and first posts. */
export const blogMigrations: readonly Migration[] = [
  {
    name: "0001_posts_and_tags",
    up: `
      CREATE TABLE blog_post (
        id INTEGER PRIMARY KEY,
        slug TEXT NOT NULL UNIQUE,
        title TEXT NOT NULL,
        author TEXT NOT NULL,
        summary TEXT NOT NULL,
        body TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('draft', 'published')),
        published_at TEXT
      ) STRICT;
      CREATE INDEX blog_post_by_date ON blog_post (status, published_at);
      CREATE TABLE blog_tag (
        id INTEGER PRIMARY KEY,
        slug TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL
      ) STRICT;
      CREATE TABLE blog_post_tag (
        post_id INTEGER NOT NULL REFERENCES blog_post ON DELETE CASCADE,
        tag_id INTEGER NOT NULL REFERENCES blog_tag ON DELETE CASCADE,
        PRIMARY KEY (post_id, tag_id)
      ) STRICT, WITHOUT ROWID;
    `,
  },
  { name: "0002_first_posts", up: addFirstPosts },
];

/**
 * Creates the database of posts and tags.
 *
 * @param root the project's directory
 */
export function openBlogDatabase(root: string): Database {
  return createDatabase({ file: databaseFile(root), app: "teslablog", migrations: blogMigrations });
}
