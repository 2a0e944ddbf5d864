import { describe, expect, test } from "vitest";
import { createBlogSite, createOwnBlogSite, postFields, tokenIn } from "./blog-site.test.support.ts";

describe("a form", () => {
  test.each(["", "made-up", "made.up"])("with the CSRF token %j is refused", async (csrf_token) => {
    await using site = await createOwnBlogSite();
    const refused = await site.post("/admin/posts/add/", postFields({ csrf_token }));
    expect(refused.statusCode).toBe(403);
    expect(refused.body).toContain("This form was not accepted");
    expect((await site.get("/")).body).not.toContain("A title");
  });

  test("with another browser's CSRF token is refused", async () => {
    await using site = await createOwnBlogSite();
    const other = await site.app.inject({ url: "/admin/login/", headers: { host: "blog.example" } });
    expect((await site.post("/admin/posts/add/", postFields({ csrf_token: tokenIn(other.body) }))).statusCode).toBe(
      403,
    );
  });

  test("with the token from before the login is refused", async () => {
    await using site = await createBlogSite();
    const before = tokenIn((await site.get("/admin/login/")).body);
    await site.logIn();
    expect((await site.post("/admin/posts/add/", postFields({ csrf_token: before }))).statusCode).toBe(403);
  });

  test("that another site sends is refused, even with the right token", async () => {
    await using site = await createOwnBlogSite();
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
    await using site = await createOwnBlogSite();
    const refused = await site.post("/admin/posts/add/", postFields({ body: "x".repeat(1024 * 1024) }));
    expect(refused.statusCode).toBe(413);
    expect(refused.body).toContain("This form is too large");
    const login = await site.post("/admin/login/", { username: "x".repeat(20_000), password: "x" });
    expect(login.statusCode).toBe(413);
  });

  test("of another content type is refused", async () => {
    await using site = await createOwnBlogSite();
    const page = await site.get("/admin/");
    const cookie = String(page.raw.req.headers["cookie"]);
    const send = async (type: string): Promise<number> => {
      const headers = { host: "blog.example", cookie, "content-type": type };
      return (await site.app.inject({ method: "POST", url: "/admin/tags/add/", headers, payload: "{}" })).statusCode;
    };
    expect(await send("application/json")).toBe(415);
    expect(await send("text/xml")).toBe(415);
    expect(await send("")).toBe(415);
    expect(await send("multipart/form-data; boundary=x")).toBe(415);
  });
});
