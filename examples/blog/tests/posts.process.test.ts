import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createBlogSite, createOwnBlogSite, postFields, tokenIn } from "./blog-site.test.support.ts";

const HOSTILE = `"'><script>alert(1)</script><img src=x onerror=x()>{{9**9}}`;

describe("posts and tags", () => {
  test("are added, changed, tagged, published and deleted by plain forms", async () => {
    await using site = await createOwnBlogSite();
    expect((await site.post("/admin/tags/add/", { name: "New tag" })).statusCode).toBe(303);
    const tagId = /<option value="(\d+)">New tag/.exec((await site.get("/admin/posts/add/")).body)?.[1] ?? "";
    const added = await site.post(
      "/admin/posts/add/",
      postFields({ title: "First light", status: "draft", _continue: "1" }),
    );
    const change = String(added.headers.location);
    expect(change).toMatch(/^\/admin\/posts\/\d+\/$/);
    expect((await site.get("/posts/first-light/")).statusCode).toBe(404);
    await site.post(
      change,
      postFields({ title: "First light", slug: "first-light", tags: [tagId], body: "**It glows.**" }),
    );
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

  test("that are refused are shown again, with errors beside the fields", async () => {
    await using site = await createOwnBlogSite();
    const refused = await site.post("/admin/posts/add/", { title: "", slug: "No Slug", body: "kept", status: "draft" });
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain("A post needs a title.");
    expect(refused.body).toContain("kept</textarea>");
    expect(refused.body).toMatch(
      /id="id_slug"[^>]* aria-invalid="true" aria-describedby="id_slug_help id_slug_errors"/,
    );
  });

  test("link to their page on the site as soon as readers see it", async () => {
    await using site = await createOwnBlogSite();
    const viewOf = async (title: string, values: Record<string, string>): Promise<boolean> => {
      const added = await site.post("/admin/posts/add/", postFields({ title, ...values, _continue: "1" }));
      const { body } = await site.get(String(added.headers.location));
      expect(body.includes("Readers do not see this yet.")).toBe(!body.includes("View on site"));
      return body.includes("View on site");
    };
    expect(await viewOf("Now", {})).toBe(true);
    expect(await viewOf("Draft", { status: "draft" })).toBe(false);
    expect(await viewOf("Later", { publishedAt: "9999-01-01T00:00" })).toBe(false);
  });

  test("may have a name of the maximum length in any script", async () => {
    await using site = await createOwnBlogSite();
    await site.post("/admin/posts/add/", postFields({ title: `${"я ".repeat(70)}` }));
    const change = /href="(\/admin\/posts\/\d+\/)">я/.exec((await site.get("/admin/posts/")).body)?.[1] ?? "";
    const page = /href="(\/posts\/[^"]+)">View/.exec((await site.get(change)).body)?.[1] ?? "";
    expect((await site.get(page)).statusCode).toBe(200);
  });

  test("have unique names", async () => {
    await using site = await createOwnBlogSite();
    await site.post("/admin/posts/add/", postFields());
    const refused = await site.post("/admin/posts/add/", postFields());
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain("There is one of this name already.");
  });

  test("show hostile text as text on every page", async () => {
    await using site = await createOwnBlogSite();
    await site.post("/admin/tags/add/", { name: HOSTILE });
    await site.post("/admin/users/add/", { username: "mallory", name: HOSTILE, password: "long enough" });
    const tagId = /<option value="(\d+)">&quot;/.exec((await site.get("/admin/posts/add/")).body)?.[1] ?? "";
    const fields = { title: HOSTILE, slug: "hostile", author: HOSTILE, summary: HOSTILE, body: HOSTILE, tags: [tagId] };
    await site.post("/admin/posts/add/", postFields(fields));
    const pages = ["/", "/posts/hostile/", "/admin/posts/", "/admin/tags/", "/admin/users/", "/admin/users/2/"];
    const forms = ["/admin/posts/6/", "/admin/posts/6/delete/", `/admin/posts/?q=${encodeURIComponent(HOSTILE)}`];
    for (const url of [...pages, ...forms]) {
      const { body, statusCode } = await site.get(url);
      const shown = { isText: body.includes("&lt;script&gt;"), acts: /<script>alert|<img src=x|387420489/.test(body) };
      expect({ url, statusCode, ...shown }).toEqual({ url, statusCode: 200, isText: true, acts: false });
    }
  });

  test("that do not exist are answered 404, with a page", async () => {
    await using site = await createOwnBlogSite();
    const records = ["/admin/posts/999/", "/admin/posts/__proto__/", "/admin/posts/1e999/", "/admin/nothing/"];
    for (const url of [...records, "/admin/a/b/c/d", "/posts/nothing/", "/tags/nothing/", "/nothing"]) {
      const { statusCode, headers } = await site.get(url);
      expect([url, statusCode, headers["content-type"]]).toEqual([url, 404, "text/html; charset=utf-8"]);
    }
    expect((await site.get("/admin/post/")).body).toContain("Did you mean &quot;posts&quot;?");
  });

  test("that are sent twice at once, by a double click, are added once, and both answers are the same", async () => {
    await using site = await createOwnBlogSite();
    const { body } = await site.get("/admin/posts/add/");
    const submission = /name="_submission" value="([^"]+)"/.exec(body)?.[1] ?? "";
    const fields = postFields({ title: "Twice", csrf_token: tokenIn(body), _submission: submission });
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

  test("that were refused can be sent again", async () => {
    await using site = await createOwnBlogSite();
    await site.post("/admin/tags/add/", { name: "Taken" });
    const again = { name: "Taken", csrf_token: tokenIn((await site.get("/admin/tags/add/")).body), _submission: "x" };
    expect((await site.post("/admin/tags/add/", again)).statusCode).toBe(422);
    const id = /href="\/admin\/tags\/(\d+)\/">Taken/.exec((await site.get("/admin/tags/")).body)?.[1] ?? "";
    await site.post(`/admin/tags/${id}/delete/`, {});
    expect((await site.post("/admin/tags/add/", again)).statusCode).toBe(303);
  });

  test("that were deleted in another tab are shown again as they were sent, and can be added again", async () => {
    await using site = await createOwnBlogSite();
    const token = tokenIn((await site.get("/admin/posts/1/")).body);
    await site.post("/admin/posts/1/delete/", {});
    const late = await site.post(
      "/admin/posts/1/",
      postFields({ title: "Late", body: "long work", csrf_token: token }),
    );
    expect(late.statusCode).toBe(409);
    expect(late.body).toContain("This post was deleted in the meantime.");
    expect(late.body).toContain("long work</textarea>");
    expect(late.body).toContain('action="/admin/posts/add/"');
    const again = await site.post("/admin/posts/1/delete/", { csrf_token: token });
    expect([again.statusCode, again.headers.location]).toEqual([303, "/admin/posts/"]);
    const page = await site.get("/admin/posts/1/");
    expect(page.statusCode).toBe(404);
    expect(page.body).toContain("Log out");
  });

  test("survive a restart", async () => {
    await using site = await createOwnBlogSite();
    await site.post("/admin/posts/add/", postFields({ title: "Kept" }));
    await site.app.close();
    await using again = await createBlogSite({ "blog.sqlite": readFileSync(site.tree.path("blog.sqlite")) });
    expect((await again.get("/")).body).toContain("Kept");
  });
});
