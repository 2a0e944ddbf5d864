import type { SiteRoute } from "@mediaroot/runtime";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { methodsAt, nearRoutes } from "./near-routes.ts";

const get = (url: string, methods: readonly string[] = ["GET"]): SiteRoute => ({
  methods,
  url,
  name: undefined,
  label: "blog",
});
const routes = [
  get("/"),
  get("/posts/:slug"),
  get("/posts/:slug/edit"),
  get("/about/"),
  get("/posts", ["POST"]),
  get("/files/*"),
];

describe("the routes near a path", () => {
  test.each([
    ["/pots/hello", ["/posts/hello"]],
    ["/posts/hello/edti", ["/posts/hello/edit"]],
    ["/about", ["/about/"]],
    ["/post", []],
    ["/nothing/alike/at/all", []],
    ["/posts/hello", []],
  ])("%s", (path, near) => {
    expect(nearRoutes(path, routes)).toEqual(near);
  });

  test("never lead to another site, and never take long", () => {
    const everywhere = [get("/:a/:b"), get("/:a/:b/c"), get("*"), get("/:a"), get("/(.*)")];
    const part = fc.constantFrom("", "/", "\\", "evil.example", "a", ":", "..", "%2F");
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        for (const near of nearRoutes(`/${parts.join("/")}`, [...everywhere, ...routes])) {
          expect(new URL(near, "http://site.example/").host).toBe("site.example");
        }
      }),
    );
    expect(nearRoutes(`/${"x".repeat(100_000)}`, routes)).toEqual([]);
  });

  test("show which methods a path takes", () => {
    expect(methodsAt("/posts", routes)).toEqual(["POST"]);
    expect(methodsAt("/posts/hello", routes)).toEqual(["GET"]);
    expect(methodsAt("/nowhere", routes)).toEqual([]);
  });
});
