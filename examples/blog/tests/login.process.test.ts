import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { DEMO_USER } from "../contrib/admin/demo-user.ts";
import { createBlogSite, createOwnBlogSite, tokenIn } from "./blog-site.test.support.ts";

const POST = { title: "A title", body: "Text", status: "published" } as const;

describe("logging in", () => {
  test("is required for each page of the admin, and leads back to the page", async () => {
    await using site = await createBlogSite();
    const refused = await site.get("/admin/posts/?q=coil");
    expect(refused.statusCode).toBe(303);
    const login = String(refused.headers.location);
    expect(login).toBe("/admin/login/?next=%2Fadmin%2Fposts%2F%3Fq%3Dcoil");
    const done = await site.post(login, { ...DEMO_USER, next: "/admin/posts/?q=coil" });
    expect([done.statusCode, done.headers.location]).toEqual([303, "/admin/posts/?q=coil"]);
    expect((await site.get("/admin/posts/")).statusCode).toBe(200);
  });

  test("is required before a form is saved", async () => {
    await using site = await createBlogSite();
    const token = tokenIn((await site.get("/admin/login/")).body);
    const refused = await site.post("/admin/posts/add/", { ...POST, csrf_token: token });
    expect(refused.headers.location).toContain("/admin/login/");
    expect((await site.get("/")).body).not.toContain("A title");
  });

  test.each([
    "https://evil.example/",
    "//evil.example/",
    "/admin/../../evil",
    "/admin/%2e%2e/evil",
    "/admin/..?evil",
    "http://this.invalid//evil.example/",
    "/admin/\\evil.example",
    "javascript:alert(1)",
    "/",
  ])("never leads to %s", async (next) => {
    await using site = await createBlogSite();
    const done = await site.post("/admin/login/", { ...DEMO_USER, next });
    expect(done.headers.location).toBe("/admin/");
  });

  test("leads to the index of the admin when the requested address is very long", async () => {
    await using site = await createBlogSite();
    const long = `/admin/posts/?q=${"%C3%A9".repeat(1000)}`;
    const refused = await site.get(long);
    expect([refused.statusCode, refused.headers.location]).toEqual([303, "/admin/login/"]);
    const sentOn = await site.post(long.replace("posts/", "posts/add/"), {
      ...POST,
      csrf_token: tokenIn((await site.get("/admin/login/")).body),
    });
    expect([sentOn.statusCode, sentOn.headers.location]).toEqual([307, "/admin/login/resume/"]);
    const resumed = await site.get(`/admin/login/resume/?next=${encodeURIComponent(`/admin/${"é".repeat(500)}`)}`);
    expect([resumed.statusCode, resumed.headers.location]).toEqual([303, "/admin/login/"]);
    const done = await site.post("/admin/login/", { ...DEMO_USER, next: long });
    expect([done.statusCode, done.headers.location]).toEqual([303, "/admin/"]);
  });

  test("sets cookies that scripts cannot read and that other sites' forms do not send", async () => {
    await using site = await createBlogSite();
    const done = await site.post("/admin/login/", { ...DEMO_USER });
    for (const cookie of done.cookies) expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Lax", path: "/" });
    expect(done.cookies.map(({ name }) => name).toSorted()).toEqual(["admin_csrf", "admin_session"]);
  });

  test("sets Secure cookies over https", async () => {
    await using site = await createBlogSite();
    const headers = { "x-forwarded-proto": "https", host: "blog.example" };
    const page = await site.app.inject({ url: "/admin/login/", headers });
    expect(page.cookies).toMatchObject([{ secure: true }]);
  });

  test("answers a wrong name and a wrong password alike", async () => {
    await using site = await createBlogSite();
    const name = await site.post("/admin/login/", { username: "nobody", password: DEMO_USER.password });
    const password = await site.post("/admin/login/", { username: DEMO_USER.username, password: "wrong" });
    for (const page of [name, password]) {
      expect(page.statusCode).toBe(422);
      expect(page.body).toContain("The username or the password is wrong.");
    }
  });

  test("has to wait after some wrong passwords, with the right one too", async () => {
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

  test("has to wait for that name and address alone, in any letter case of the name", async () => {
    await using site = await createBlogSite();
    const attempt = async (username: string, from: string): Promise<number> =>
      (await site.post("/admin/login/", { ...DEMO_USER, username, password: "wrong" }, from)).statusCode;
    for (const username of ["admin", "Admin", "ADMIN", "aDMIN", "adMin"]) await attempt(username, "192.0.2.1");
    expect(await attempt("admiN", "192.0.2.1")).toBe(429);
    expect(await attempt("admin", "192.0.2.2")).toBe(422);
    expect(await attempt("nikola", "192.0.2.1")).toBe(422);
    expect((await site.post("/admin/login/", { ...DEMO_USER }, "192.0.2.3")).statusCode).toBe(303);
  });

  test("ends with logging out, even for a browser that has kept the cookie", async () => {
    await using site = await createOwnBlogSite();
    const before = await site.get("/admin/");
    const cookie = String(before.raw.req.headers["cookie"]);
    await site.post("/admin/logout/", { csrf_token: tokenIn(before.body) });
    const again = await site.app.inject({ url: "/admin/", headers: { host: "blog.example", cookie } });
    expect(again.statusCode).toBe(303);
  });

  test("ignores a session cookie that it has not signed", async () => {
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
