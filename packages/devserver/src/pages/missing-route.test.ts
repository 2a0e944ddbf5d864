import type { SiteRoute } from "@mediaroot/runtime";
import { describe, expect, test } from "vitest";
import { type MissingRoutePage, renderMissingRoute, renderMissingRouteText } from "./missing-route.ts";

const route = (url: string, more: Partial<SiteRoute> = {}): SiteRoute => ({
  methods: ["GET"],
  url,
  name: undefined,
  label: "blog",
  ...more,
});
const page = (more: Partial<MissingRoutePage> = {}): MissingRoutePage => ({
  method: "GET",
  url: "/pots/x",
  routes: [route("/", { name: "blog:index" }), route("/posts/:slug", { methods: ["PUT", "POST"] })],
  matched: undefined,
  allowed: [],
  near: [],
  ...more,
});

describe("the page of a request that no route takes", () => {
  test("lists the routes, and links to what may have been meant", () => {
    const html = renderMissingRoute(page({ near: ["/posts/x"] }));
    for (const words of ["GET /pots/x", "blog:index", "/posts/:slug", "PUT, POST", `<a href="/posts/x">`]) {
      expect(html).toContain(words);
    }
    expect(renderMissingRouteText(page({ near: ["/posts/x"] }))).toBe(
      `404: GET /pots/x
No route of this site is at this path.
Did you mean:
  /posts/x
The routes, in the order of URLS:
  GET        /             blog:index
  PUT, POST  /posts/:slug  blog
`,
    );
  });

  test.each([
    ["the route that found nothing", { matched: "/posts/:slug" }, "The route /posts/:slug took the request"],
    ["the methods that the path takes", { allowed: ["POST"] }, "for POST and not for GET"],
    ["the setting that is missing", { routes: [] }, "URLS: {"],
  ])("names %s", (_, more, words) => {
    expect(renderMissingRouteText(page(more))).toContain(words);
  });

  test("escapes all that is not ours", () => {
    const evil = `"><script>alert(1)</script>`;
    const html = renderMissingRoute(
      page({
        method: evil,
        url: evil,
        near: [`/${evil}`],
        matched: evil,
        routes: [{ methods: [evil], url: evil, name: evil, label: evil }],
      }),
    );
    expect(html).not.toContain("<script");
    expect(html).not.toContain(`"><`);
  });
});
