import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { type BlogCopy, blogEnvironment, freePort } from "./blog-copy.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

/** Whether there is an nginx to test with. */
export const hasNginx: boolean = existsSync("/usr/sbin/nginx");

/** The user that `addUser` adds. */
export const USER = { username: "katharine", password: "wound by hand" } as const;

/** Runs production/start.ts in a copy of the blog: syncmedia, then nginx and the application. */
export async function startProduction(site: BlogCopy, flags: readonly string[]): Promise<ServerProcess> {
  const parameters = ["production/start.ts", "--port", await freePort(), ...flags];
  return await startServer("node", parameters, { cwd: site.root, env: blogEnvironment() });
}

/** Adds a user as docs/authoring and the blog's package.json say: with the admin's own command. */
export function addUser(site: BlogCopy): void {
  const env = blogEnvironment({ ADMIN_PASSWORD: USER.password });
  execFileSync("node", ["contrib/admin/create-user.ts", USER.username], { cwd: site.root, env });
}

/** Runs syncmedia with production's settings. */
export function syncmedia(
  site: BlogCopy,
  flags: readonly string[],
  mediaRoot: string,
): { status: number | null; output: string } {
  const env = blogEnvironment({ NODE_ENV: "production", MEDIA_ROOT: mediaRoot });
  const { status, stdout, stderr } = spawnSync("syncmedia", flags, { cwd: site.root, env, encoding: "utf8" });
  return { status, output: stdout + stderr };
}
