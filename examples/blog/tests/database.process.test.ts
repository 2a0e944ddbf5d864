import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { createTree } from "@mediaroot/core/testing";
import { expect, test } from "vitest";

const module = (path: string): string => JSON.stringify(new URL(`../${path}`, import.meta.url).href);

/** Prints "ready", waits for a line, and then opens its database as a starting site does. */
const START = `
  import { once } from "node:events";
  import { openAdminDatabase } from ${module("contrib/admin/admin-database.ts")};
  import { addDemoUser } from ${module("contrib/admin/demo-user.ts")};
  import { createUsers } from ${module("contrib/admin/users.ts")};
  import { openBlogDatabase } from ${module("teslablog/blog-database.ts")};
  import { createPosts } from ${module("teslablog/posts.ts")};
  process.stdout.write("ready\\n");
  await once(process.stdin, "data");
  const admin = openAdminDatabase(process.cwd());
  const blog = openBlogDatabase(process.cwd());
  const posts = createPosts(blog).list({ limit: 1, offset: 0 }).total;
  await addDemoUser(createUsers(admin));
  process.stdout.write(posts + " posts, " + createUsers(admin).count() + " user\\n");
  admin.close();
  blog.close();
  process.exit();
`;

test("sites that start at the same moment create one database together", async () => {
  using tree = createTree();
  const sites = [1, 2, 3, 4].map(() =>
    spawn(process.execPath, ["--input-type=module-typescript", "-e", START], { cwd: tree.root }),
  );
  const said = sites.map(({ stdout, stderr }) => Promise.all([text(stdout), text(stderr)]));
  await Promise.all(sites.map(({ stdout }) => once(stdout, "readable")));
  for (const { stdin } of sites) stdin.write("go\n");
  expect(await Promise.all(said)).toEqual(sites.map(() => ["ready\n5 posts, 1 user\n", ""]));
});
