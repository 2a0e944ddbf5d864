import { createDatabase, type Database } from "../contrib/database/database.ts";
import { databaseFile } from "../contrib/database/database-file.ts";
import { blogMigrations } from "./blog-migrations.ts";

/**
 * The database of posts and tags.
 *
 * @param root the project's directory
 */
export function openBlogDatabase(root: string): Database {
  return createDatabase({ file: databaseFile(root), app: "teslablog", migrations: blogMigrations });
}
