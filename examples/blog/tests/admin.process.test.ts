import { rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { createMediaFinder, splitPath } from "@mediaroot/core";
import { describe, expect, test } from "vitest";
import { DEMO_USER } from "../contrib/admin/demo-user.ts";
import { type BlogSite, createBlogSite, createOwnBlogSite, tokenIn } from "./blog-site.test.support.ts";

describe("the admin", () => {
  test("works under another label: its pages link to each other, and its media is under that label", async () => {
    await using site = await createBlogSite({}, { admin: "backoffice" });
    await site.logIn();
    const finder = createMediaFinder(site.app.project);
    for (const url of ["/admin/", "/admin/posts/", "/admin/posts/add/", "/admin/posts/1/delete/", "/admin/none/"]) {
      const { body } = await site.get(url);
      const media = [...body.matchAll(/(?:href|src)="\/media\/([^"]+)"/g)].map(([, path]) => path ?? "");
      expect(media.filter((path) => finder.find(splitPath(path)) === undefined)).toEqual([]);
      expect(media).toContain("backoffice/css/base.css");
      expect(media.filter((path) => path.startsWith("admin/"))).toEqual([]);
      expect(body).toContain('href="/admin/posts/"');
    }
    const added = await site.post("/admin/tags/add/", { name: "Relabelled" });
    expect([added.statusCode, added.headers.location]).toEqual([303, "/admin/tags/"]);
  });
});

describe("a page of the admin", () => {
  const policyOf = (page: Awaited<ReturnType<BlogSite["get"]>>): string =>
    String(page.headers["content-security-policy"]);

  test("allows only its own scripts and style sheets, by a nonce that is new each time", async () => {
    await using site = await createBlogSite();
    const [one, other] = [await site.get("/admin/login/"), await site.get("/admin/none")];
    for (const page of [one, other]) {
      const nonce = /script-src 'nonce-([^']+)';/.exec(policyOf(page))?.[1] ?? "none";
      const tags =
        page.body.match(/<(?:script|style|link rel="stylesheet"|link href="[^>]*rel="stylesheet")[^>]*/g) ?? [];
      expect(tags.length).toBeGreaterThan(1);
      expect(tags.filter((tag) => !tag.includes(`nonce="${nonce}"`))).toEqual([]);
    }
    expect(policyOf(one)).not.toBe(policyOf(other));
    expect(policyOf(one)).toContain("default-src 'none'");
  });

  test("forbids frames and caches, and sends no referrer to other sites", async () => {
    await using site = await createBlogSite();
    expect((await site.get("/admin/login/")).headers).toMatchObject({
      "cache-control": "no-store",
      "referrer-policy": "same-origin",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
    });
  });
});

describe("users", () => {
  test("get a new password only when the form has one, and lose their sessions with it", async () => {
    await using site = await createOwnBlogSite();
    const kept = await site.post("/admin/users/1/", { username: "admin", name: "Renamed", password: "" });
    expect(kept.statusCode).toBe(303);
    const { body } = await site.get("/admin/");
    expect(body).toContain("Renamed");
    await site.post("/admin/logout/", { csrf_token: tokenIn(body) });
    expect((await site.post("/admin/login/", { ...DEMO_USER })).statusCode).toBe(303);
    await site.post("/admin/users/1/", { username: "admin", name: "", password: "another password" });
    expect((await site.get("/admin/")).statusCode).toBe(303);
    const login = await site.post("/admin/login/", { username: "admin", password: "another password" });
    expect(login.statusCode).toBe(303);
  });

  test("cannot all be deleted", async () => {
    await using site = await createOwnBlogSite();
    expect((await site.post("/admin/users/1/delete/", {})).statusCode).toBe(409);
  });
});

test("a missing page of a list is answered 404, not with an empty list", async () => {
  await using site = await createOwnBlogSite();
  for (const url of ["/?page=2", "/tags/coils/?page=2", "/admin/posts/?page=2", "/admin/tags/?q=coils&page=9"])
    expect([url, (await site.get(url)).statusCode]).toEqual([url, 404]);
  for (const url of ["/?page=1", "/?page=none", "/admin/posts/?page=-1"])
    expect([url, (await site.get(url)).statusCode]).toEqual([url, 200]);
});

describe("a database", () => {
  test("is migrated when the site starts, in production too", async () => {
    await using site = await createBlogSite({}, { debug: false });
    await site.app.ready();
    using database = new DatabaseSync(site.tree.path("blog.sqlite"));
    const applied = database.prepare("SELECT app, name FROM migrations ORDER BY app, name").all();
    expect(applied.map(({ app, name }) => `${app} ${name}`)).toEqual([
      "admin 0001_users_and_sessions",
      "teslablog 0001_posts_and_tags",
      "teslablog 0002_first_posts",
    ]);
  });

  test("that is damaged is reported on a page, and is used again when it has been replaced", async () => {
    await using site = await createBlogSite({ "blog.sqlite": "not a database ".repeat(500) });
    for (const url of ["/", "/posts/any/", "/admin/login/"]) {
      const page = await site.get(url);
      expect([url, page.statusCode]).toEqual([url, 503]);
      expect(page.body).toContain("damaged");
      expect(page.body).toContain("blog.sqlite");
      expect(site.log.at(-1)).toContain(`The database is damaged, or is not a SQLite database.`);
    }
    // One line from each of the two apps at the start, and one for each page.
    expect(site.log).toHaveLength(5);
    rmSync(site.tree.path("blog.sqlite"));
    expect((await site.get("/")).statusCode).toBe(200);
    expect((await site.get("/admin/login/")).body).toContain(DEMO_USER.password);
  });

  test("that is locked is reported on a page, and the refused record is not added later", async () => {
    await using site = await createOwnBlogSite();
    const holder = new DatabaseSync(site.tree.path("blog.sqlite"));
    holder.exec("BEGIN IMMEDIATE");
    const page = await site.post("/admin/tags/add/", { name: "Late" });
    expect(page.statusCode).toBe(503);
    expect(page.body).toContain("locked by another process");
    holder.close();
    expect((await site.post("/admin/tags/add/", { name: "Later" })).statusCode).toBe(303);
    const { body } = await site.get("/admin/tags/");
    expect([body.includes(">Later<"), body.includes(">Late<")]).toEqual([true, false]);
  });

  test("that is locked does not prevent the page of another error", async () => {
    await using site = await createOwnBlogSite();
    await site.post("/admin/tags/add/", { name: "Shown on the next page" });
    using holder = new DatabaseSync(site.tree.path("blog.sqlite"));
    holder.exec("BEGIN IMMEDIATE");
    const page = await site.get("/admin/no/page/at/all/");
    expect(page.statusCode).toBe(404);
    expect(page.body).toContain("There is no such page");
    holder.exec("ROLLBACK");
    expect((await site.get("/admin/no/page/at/all/")).body).toContain("Shown on the next page");
  });

  test("that cannot be used does not show its path in production", async () => {
    await using site = await createBlogSite({ "blog.sqlite": "not a database ".repeat(500) }, { debug: false });
    const page = await site.get("/");
    expect(page.statusCode).toBe(503);
    expect(page.body).not.toContain("blog.sqlite");
    expect(site.log.at(-1)).toContain(site.tree.path("blog.sqlite"));
  });
});
