import { describe, expect, test } from "vitest";
import { createSite, refusalOf, routes } from "./application.test.support.ts";

describe("routes that clash", () => {
  test.each([
    ["one path", `app.get("/admin/users", async () => 1)`, `app.get("/users", async () => 1)`, "GET", "/admin/users"],
    [
      "one path for several methods",
      `app.route({ method: ["GET", "POST"], url: "/admin/x", handler: async () => 1 })`,
      `app.post("/x", async () => 1)`,
      "POST",
      "/admin/x",
    ],
    [
      "parameters by other names",
      `app.get("/admin/:a/b", async () => 1)`,
      `app.get("/:c/b", async () => 1)`,
      "GET",
      "/admin/:c/b",
    ],
    ["the index", `app.get("/admin/", async () => 1)`, `app.get("/", async () => 1)`, "GET", "/admin/"],
    ["the index without slash", `app.get("/admin", async () => 1)`, `app.get("/", async () => 1)`, "GET", "/admin"],
    [
      "a plugin inside",
      `app.get("/admin/x/y", async () => 1)`,
      `app.register(async (inner) => { inner.get("/y", async () => 1); }, { prefix: "/x" })`,
      "GET",
      "/admin/x/y",
    ],
    [
      "one pattern in two spellings",
      String.raw`app.get("/admin/:a(^\\d+$)", async () => 1)`,
      String.raw`app.get("/:b(\\d+)", async () => 1)`,
      "GET",
      String.raw`/admin/:b(\d+)`,
    ],
    [
      "a parameter that may be left out",
      `app.get("/admin/x", async () => 1)`,
      `app.get("/x/:b?", async () => 1)`,
      "GET",
      "/admin/x/:b?",
    ],
    [
      "one that may be given",
      `app.get("/admin/x/:a", async () => 1)`,
      `app.get("/x/:b?", async () => 1)`,
      "GET",
      "/admin/x/:b?",
    ],
  ])("name both apps, method and URL: %s", async (...[, first, second, method, url]) => {
    const error = await refusalOf({ "blog/app.mjs": routes(first), "admin/app.mjs": routes(second) });
    expect(error).toMatchObject({ code: "ROUTE_CLASH" });
    expect(error.message).toBe(`The apps "blog" and "admin" both declare the route ${method} ${url}.`);
  });

  test("within one app name that app", async () => {
    const error = await refusalOf({
      "blog/app.mjs": routes(`app.get("/x", async () => 1); app.get("/x", async () => 2)`),
    });
    expect(error.message).toBe('The app "blog" declares the route GET /x twice.');
  });

  test("by name are an error that shows both URLs", async () => {
    const named = `{ config: { name: "n" } }, async () => 1`;
    const error = await refusalOf({ "blog/app.mjs": routes(`app.get("/x", ${named}); app.get("/y", ${named})`) });
    expect(error).toMatchObject({ code: "ROUTE_NAME_CLASH", message: 'Two routes are named "blog:n": /x and /y.' });
  });

  test("one name for several methods of one URL is fine, and in two apps", async () => {
    const named = `app.get("/x", { config: { name: "n" } }, async () => "get"); app.post("/x", { config: { name: "n" } }, async () => "post")`;
    await using site = await createSite({ "blog/app.mjs": routes(named), "admin/app.mjs": routes(named) });
    expect([site.app.url_for("blog:n"), site.app.url_for("admin:n")]).toEqual(["/x", "/admin/x"]);
  });
});
