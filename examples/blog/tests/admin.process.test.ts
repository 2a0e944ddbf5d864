import { readFileSync, rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { createMediaFinder } from "@mediaroot/core";
import { describe, expect, test } from "vitest";
import { DEMO_USER } from "../contrib/admin/demo-user.ts";
import { type BlogSite, createBlogSite, tokenIn } from "./blog-site.ts";

const HOSTILE = `"'><script>alert(1)</script><img src=x onerror=x()>{{9**9}}`;

async function loggedIn(): Promise<BlogSite> {
  const site = await createBlogSite();
  await site.logIn();
  return site;
}

function post(values: Record<string, string | readonly string[]> = {}): Record<string, string | readonly string[]> {
  return { title: "A title", body: "Text", status: "published", ...values };
}

describe("logging in", () => {
  test("is what every page of the admin asks for, and leads back to the page", async () => {
    await using site = await createBlogSite();
    const refused = await site.get("/admin/posts/?q=coil");
    expect(refused.statusCode).toBe(303);
    const login = String(refused.headers.location);
    expect(login).toBe("/admin/login/?next=%2Fadmin%2Fposts%2F%3Fq%3Dcoil");
    const done = await site.post(login, { ...DEMO_USER, next: "/admin/posts/?q=coil" });
    expect([done.statusCode, done.headers.location]).toEqual([303, "/admin/posts/?q=coil"]);
    expect((await site.get("/admin/posts/")).statusCode).toBe(200);
  });

  test("is asked for before a form is read", async () => {
    await using site = await createBlogSite();
    const token = tokenIn((await site.get("/admin/login/")).body);
    const refused = await site.post("/admin/posts/add/", post({ csrf_token: token }));
    expect(refused.headers.location).toContain("/admin/login/");
    expect((await site.get("/")).body).not.toContain("A title");
  });

  test.each([
    "https://evil.example/",
    "//evil.example/",
    "/admin/../../evil",
    "/admin/\\evil.example",
    "javascript:alert(1)",
    "/",
  ])("never leads to %s", async (next) => {
    await using site = await createBlogSite();
    const done = await site.post("/admin/login/", { ...DEMO_USER, next });
    expect(done.headers.location).toBe("/admin/");
  });

  test("gives a cookie that no script reads and no other site's form sends", async () => {
    await using site = await createBlogSite();
    const done = await site.post("/admin/login/", { ...DEMO_USER });
    for (const cookie of done.cookies) expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Lax", path: "/" });
    expect(done.cookies.map(({ name }) => name).toSorted()).toEqual(["admin_csrf", "admin_session"]);
  });

  test("makes the cookies secure where the site is", async () => {
    await using site = await createBlogSite();
    const headers = { "x-forwarded-proto": "https", host: "blog.example" };
    const page = await site.app.inject({ url: "/admin/login/", headers });
    expect(page.cookies).toMatchObject([{ secure: true }]);
  });

  test("tells a wrong name and a wrong password alike", async () => {
    await using site = await createBlogSite();
    const name = await site.post("/admin/login/", { username: "nobody", password: DEMO_USER.password });
    const password = await site.post("/admin/login/", { username: DEMO_USER.username, password: "wrong" });
    for (const page of [name, password]) {
      expect(page.statusCode).toBe(422);
      expect(page.body).toContain("The username or the password is wrong.");
    }
  });

  test("is slowed down after some wrong passwords, and then does not take the right one either", async () => {
    await using site = await createBlogSite();
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 10; attempt += 1) {
      statuses.push((await site.post("/admin/login/", { username: "admin", password: "wrong" })).statusCode);
    }
    expect(statuses.slice(0, 5)).toEqual([422, 422, 422, 422, 422]);
    expect(statuses.at(-1)).toBe(429);
    const right = await site.post("/admin/login/", { ...DEMO_USER });
    expect(right.statusCode).toBe(429);
    expect(Number(right.headers["retry-after"])).toBeGreaterThan(0);
  });

  test("is slowed down for that name and address alone, however the name is written", async () => {
    await using site = await createBlogSite();
    const attempt = async (username: string, from: string): Promise<number> =>
      (await site.post("/admin/login/", { ...DEMO_USER, username, password: "wrong" }, from)).statusCode;
    for (const username of ["admin", "Admin", "ADMIN", "aDMIN", "adMin"]) await attempt(username, "192.0.2.1");
    expect(await attempt("admiN", "192.0.2.1")).toBe(429);
    expect(await attempt("admin", "192.0.2.2")).toBe(422);
    expect(await attempt("nikola", "192.0.2.1")).toBe(422);
    expect((await site.post("/admin/login/", { ...DEMO_USER }, "192.0.2.3")).statusCode).toBe(303);
  });

  test("ends with logging out, whatever the browser has kept", async () => {
    await using site = await loggedIn();
    const before = await site.get("/admin/");
    const cookie = String(before.raw.req.headers["cookie"]);
    await site.post("/admin/logout/", { csrf_token: tokenIn(before.body) });
    const again = await site.app.inject({ url: "/admin/", headers: { host: "blog.example", cookie } });
    expect(again.statusCode).toBe(303);
  });

  test("does not believe a session cookie that it has not signed", async () => {
    await using site = await createBlogSite();
    const headers = { host: "blog.example", cookie: "admin_session=1.AAAA; admin_csrf=x.y" };
    expect((await site.app.inject({ url: "/admin/", headers })).statusCode).toBe(303);
  });

  test("has no demonstration user in production", async () => {
    await using site = await createBlogSite({}, { debug: false });
    const page = await site.get("/admin/login/");
    expect(page.body).not.toContain(DEMO_USER.password);
    expect((await site.post("/admin/login/", { ...DEMO_USER })).statusCode).toBe(422);
  });

  test("refuses the demonstration user in production when its database comes from development", async () => {
    await using development = await createBlogSite();
    const database = { "blog.sqlite": readFileSync(development.tree.path("blog.sqlite")) };
    await using site = await createBlogSite(database, { debug: false });
    const login = await site.post("/admin/login/", { ...DEMO_USER, username: "Admin" });
    expect(login.statusCode).toBe(422);
    expect(login.body).not.toContain(DEMO_USER.password);
  });
});

describe("a form", () => {
  test.each(["", "made-up", "made.up"])("with the CSRF token %j is refused", async (csrf_token) => {
    await using site = await loggedIn();
    const refused = await site.post("/admin/posts/add/", post({ csrf_token }));
    expect(refused.statusCode).toBe(403);
    expect(refused.body).toContain("This form was not accepted");
    expect((await site.get("/")).body).not.toContain("A title");
  });

  test("with another browser's CSRF token is refused", async () => {
    await using site = await loggedIn();
    const other = await site.app.inject({ url: "/admin/login/", headers: { host: "blog.example" } });
    expect((await site.post("/admin/posts/add/", post({ csrf_token: tokenIn(other.body) }))).statusCode).toBe(403);
  });

  test("with the token from before the login is refused", async () => {
    await using site = await createBlogSite();
    const before = tokenIn((await site.get("/admin/login/")).body);
    await site.logIn();
    expect((await site.post("/admin/posts/add/", post({ csrf_token: before }))).statusCode).toBe(403);
  });

  test("that another site sends is refused, token or not", async () => {
    await using site = await loggedIn();
    const page = await site.get("/admin/tags/add/");
    const headers = {
      host: "blog.example",
      cookie: String(page.raw.req.headers["cookie"]),
      origin: "https://evil.example",
      "content-type": "application/x-www-form-urlencoded",
    };
    const payload = String(new URLSearchParams({ csrf_token: tokenIn(page.body), name: "Evil" }));
    const refused = await site.app.inject({ method: "POST", url: "/admin/tags/add/", headers, payload });
    expect(refused.statusCode).toBe(403);
  });

  test("that is huge is refused", async () => {
    await using site = await loggedIn();
    const refused = await site.post("/admin/posts/add/", post({ body: "x".repeat(1024 * 1024) }));
    expect(refused.statusCode).toBe(413);
    expect(refused.body).toContain("This form is too large");
    const login = await site.post("/admin/login/", { username: "x".repeat(20_000), password: "x" });
    expect(login.statusCode).toBe(413);
  });

  test("that is none is refused", async () => {
    await using site = await loggedIn();
    const page = await site.get("/admin/");
    const cookie = String(page.raw.req.headers["cookie"]);
    const send = async (type: string): Promise<number> => {
      const headers = { host: "blog.example", cookie, "content-type": type };
      return (await site.app.inject({ method: "POST", url: "/admin/tags/add/", headers, payload: "{}" })).statusCode;
    };
    expect(await send("application/json")).toBe(403);
    expect(await send("text/xml")).toBe(415);
    expect(await send("multipart/form-data; boundary=x")).toBe(415);
  });
});

describe("posts and tags", () => {
  test("are added, changed, tagged, published and deleted by forms alone", async () => {
    await using site = await loggedIn();
    expect((await site.post("/admin/tags/add/", { name: "New tag" })).statusCode).toBe(303);
    const tagId = /<option value="(\d+)">New tag/.exec((await site.get("/admin/posts/add/")).body)?.[1] ?? "";
    const added = await site.post("/admin/posts/add/", post({ title: "First light", status: "draft", _continue: "1" }));
    const change = String(added.headers.location);
    expect(change).toMatch(/^\/admin\/posts\/\d+\/$/);
    expect((await site.get("/posts/first-light/")).statusCode).toBe(404);
    await site.post(change, post({ title: "First light", slug: "first-light", tags: [tagId], body: "**It glows.**" }));
    const page = await site.get("/posts/first-light/");
    expect(page.body).toContain("<strong>It glows.</strong>");
    expect(page.body).toContain('href="/tags/new-tag/"');
    expect((await site.get("/tags/new-tag/")).body).toContain("First light");
    expect((await site.get("/admin/posts/")).body).toContain("was changed.");
    expect((await site.get("/admin/posts/")).body).not.toContain("was changed.");
    const gone = await site.post(`${change}delete/`, {});
    expect(gone.headers.location).toBe("/admin/posts/");
    expect((await site.get("/posts/first-light/")).statusCode).toBe(404);
    expect((await site.get(change)).statusCode).toBe(404);
  });

  test("that are refused are shown again, with what is wrong beside the field", async () => {
    await using site = await loggedIn();
    const refused = await site.post("/admin/posts/add/", { title: "", slug: "No Slug", body: "kept", status: "draft" });
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain("A post needs a title.");
    expect(refused.body).toContain("kept</textarea>");
    expect(refused.body).toMatch(
      /id="id_slug"[^>]* aria-invalid="true" aria-describedby="id_slug_help id_slug_errors"/,
    );
  });

  test("have names of their own", async () => {
    await using site = await loggedIn();
    await site.post("/admin/posts/add/", post());
    const refused = await site.post("/admin/posts/add/", post());
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain("There is one of this name already.");
  });

  test("keep hostile text as text, wherever it is shown", async () => {
    await using site = await loggedIn();
    await site.post("/admin/tags/add/", { name: HOSTILE });
    await site.post("/admin/users/add/", { username: "mallory", name: HOSTILE, password: "long enough" });
    const tagId = /<option value="(\d+)">&quot;/.exec((await site.get("/admin/posts/add/")).body)?.[1] ?? "";
    const fields = { title: HOSTILE, slug: "hostile", author: HOSTILE, summary: HOSTILE, body: HOSTILE, tags: [tagId] };
    await site.post("/admin/posts/add/", post(fields));
    const pages = ["/", "/posts/hostile/", "/admin/posts/", "/admin/tags/", "/admin/users/", "/admin/users/2/"];
    const forms = ["/admin/posts/6/", "/admin/posts/6/delete/", `/admin/posts/?q=${encodeURIComponent(HOSTILE)}`];
    for (const url of [...pages, ...forms]) {
      const { body, statusCode } = await site.get(url);
      const shown = { isText: body.includes("&lt;script&gt;"), acts: /<script>alert|<img src=x|387420489/.test(body) };
      expect({ url, statusCode, ...shown }).toEqual({ url, statusCode: 200, isText: true, acts: false });
    }
  });

  test("that do not exist get a page that says so", async () => {
    await using site = await loggedIn();
    const records = ["/admin/posts/999/", "/admin/posts/__proto__/", "/admin/posts/1e999/", "/admin/nothing/"];
    for (const url of [...records, "/admin/a/b/c/d", "/posts/nothing/", "/tags/nothing/", "/nothing"]) {
      const { statusCode, headers } = await site.get(url);
      expect([url, statusCode, headers["content-type"]]).toEqual([url, 404, "text/html; charset=utf-8"]);
    }
    expect((await site.get("/admin/post/")).body).toContain("Did you mean &quot;posts&quot;?");
  });

  test("that are sent twice at once, by a double click, are added once, and both answers lead on", async () => {
    await using site = await loggedIn();
    const { body } = await site.get("/admin/posts/add/");
    const submission = /name="_submission" value="([^"]+)"/.exec(body)?.[1] ?? "";
    const fields = post({ title: "Twice", csrf_token: tokenIn(body), _submission: submission });
    const answers = await Promise.all([1, 2].map(() => site.post("/admin/posts/add/", fields)));
    expect(answers.map(({ statusCode, headers }) => [statusCode, headers.location])).toEqual([
      [303, "/admin/posts/"],
      [303, "/admin/posts/"],
    ]);
    expect((await site.get("/")).body.match(/>Twice</g)).toHaveLength(1);
    const changed = await site.post("/admin/posts/add/", { ...fields, slug: "changed" });
    expect(changed.statusCode).toBe(303);
    expect((await site.get("/posts/changed/")).statusCode).toBe(200);
  });

  test("that were refused are looked at anew when they are sent again", async () => {
    await using site = await loggedIn();
    await site.post("/admin/tags/add/", { name: "Taken" });
    const again = { name: "Taken", csrf_token: tokenIn((await site.get("/admin/tags/add/")).body), _submission: "x" };
    expect((await site.post("/admin/tags/add/", again)).statusCode).toBe(422);
    const id = /href="\/admin\/tags\/(\d+)\/">Taken/.exec((await site.get("/admin/tags/")).body)?.[1] ?? "";
    await site.post(`/admin/tags/${id}/delete/`, {});
    expect((await site.post("/admin/tags/add/", again)).statusCode).toBe(303);
  });

  test("that were deleted in another tab keep what was written, and can be added once more", async () => {
    await using site = await loggedIn();
    const token = tokenIn((await site.get("/admin/posts/1/")).body);
    await site.post("/admin/posts/1/delete/", {});
    const late = await site.post("/admin/posts/1/", post({ title: "Late", body: "long work", csrf_token: token }));
    expect(late.statusCode).toBe(409);
    expect(late.body).toContain("This post was deleted in the meantime.");
    expect(late.body).toContain("long work</textarea>");
    expect(late.body).toContain('action="/admin/posts/add/"');
    const again = await site.post("/admin/posts/1/delete/", { csrf_token: token });
    expect(again.statusCode).toBe(404);
    expect(again.body).toContain("Log out");
  });

  test("survive a restart", async () => {
    await using site = await loggedIn();
    await site.post("/admin/posts/add/", post({ title: "Kept" }));
    await site.app.close();
    await using again = await createBlogSite({ "blog.sqlite": readFileSync(site.tree.path("blog.sqlite")) });
    expect((await again.get("/")).body).toContain("Kept");
  });
});

describe("the admin", () => {
  test("works under another label: its pages lead to each other, and its media is where that label is", async () => {
    await using site = await createBlogSite({}, { admin: "backoffice" });
    await site.logIn();
    const finder = createMediaFinder(site.app.project);
    for (const url of ["/admin/", "/admin/posts/", "/admin/posts/add/", "/admin/posts/1/delete/", "/admin/none/"]) {
      const { body } = await site.get(url);
      const media = [...body.matchAll(/(?:href|src)="\/media\/([^"]+)"/g)].map(([, path]) => path ?? "");
      expect(media.filter((path) => finder.find(path) === undefined)).toEqual([]);
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

  test("runs no script but those that it names, by a nonce that is another one each time", async () => {
    await using site = await createBlogSite({}, { debug: false });
    const [one, other] = [await site.get("/admin/login/"), await site.get("/admin/none")];
    for (const page of [one, other]) {
      const nonce = /script-src 'nonce-([^']+)';/.exec(policyOf(page))?.[1] ?? "none";
      const tags =
        page.body.match(/<(?:script|style|link rel="stylesheet"|link href="[^>]*rel="stylesheet")[^>]*/g) ?? [];
      expect(tags.length).toBeGreaterThan(1);
      expect(tags.filter((tag) => !tag.includes(`nonce="${nonce}"`))).toEqual([]);
    }
    expect(policyOf(one)).not.toBe(policyOf(other));
    expect(policyOf(one)).not.toContain("'self' 'nonce");
    expect(policyOf(one)).toContain("default-src 'none'");
  });

  test("is shown in no frame, kept in no cache, and tells other sites nothing", async () => {
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
  test("get another password only when one is written, and lose their sessions with it", async () => {
    await using site = await loggedIn();
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
    await using site = await loggedIn();
    expect((await site.post("/admin/users/1/delete/", {})).statusCode).toBe(409);
  });
});

describe("a database", () => {
  test("that is damaged gives a page, and the site goes on once it is mended", async () => {
    await using site = await createBlogSite({ "blog.sqlite": "not a database ".repeat(500) });
    for (const url of ["/", "/posts/any/", "/admin/login/"]) {
      const page = await site.get(url);
      expect([url, page.statusCode]).toEqual([url, 503]);
      expect(page.body).toContain("damaged");
      expect(page.body).toContain("blog.sqlite");
      expect(site.log.at(-1)).toContain(`The database is damaged, or is not a SQLite database.`);
    }
    expect(site.log).toHaveLength(4);
    rmSync(site.tree.path("blog.sqlite"));
    expect((await site.get("/")).statusCode).toBe(200);
  });

  test("that is locked gives a page, and keeps what was not written out of it", async () => {
    await using site = await loggedIn();
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

  test("that cannot be used tells strangers no paths", async () => {
    await using site = await createBlogSite({ "blog.sqlite": "not a database ".repeat(500) }, { debug: false });
    const page = await site.get("/");
    expect(page.statusCode).toBe(503);
    expect(page.body).not.toContain("blog.sqlite");
    expect(site.log).toEqual([expect.stringContaining(site.tree.path("blog.sqlite"))]);
  });
});
