import path from "node:path";
import { env } from "node:process";

/**
 * The one database file of the site: `blog.sqlite` in the project, unless the environment variable DATABASE names another.
 *
 * @param root the project's directory
 */
export function databaseFile(root: string): string {
  return path.resolve(root, env["DATABASE"] ?? "blog.sqlite");
}
