import fastify from "fastify";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRouteNames, type RouteValues, type UrlFor } from "./url-for.ts";

function urlFor(url: string): (values?: RouteValues) => string {
  const names = createRouteNames();
  names.add("blog:post", { url, mount: {} });
  return (values) => names.urlForOf("")("blog:post", values ?? {});
}

describe("url_for", () => {
  test.each<[string, RouteValues, string]>([
    ["/", {}, "/"],
    ["/admin/", {}, "/admin/"],
    ["/posts/:slug", { slug: "a" }, "/posts/a"],
    ["/posts/:slug", { slug: "a/b ?#%é" }, "/posts/a%2Fb%20%3F%23%25%C3%A9"],
    ["/:year-:month.html", { year: 2024, month: 5 }, "/2024-5.html"],
    [String.raw`/:id(^\d+$)/edit`, { id: 7 }, "/7/edit"],
    [String.raw`/:id(\d{2,}(?:a|\)))`, { id: "12a" }, "/12a"],
    ["/files/*", { "*": "a b/c.css" }, "/files/a%20b/c.css"],
    ["/files/*", {}, "/files/"],
    ["/a/:b?", { b: "c" }, "/a/c"],
    ["/a/:b?", {}, "/a"],
    ["/:b?", {}, "/"],
    ["/a::b/:c", { c: "d" }, "/a:b/d"],
    ["/café/:c", { c: "d" }, "/caf%C3%A9/d"],
    ["/posts/:slug", { slug: "a", page: 2, q: "x y&z" }, "/posts/a?page=2&q=x+y%26z"],
    ["/posts/", { page: undefined, q: null, tag: "" }, "/posts/"],
    ["/posts/", { draft: false, n: 0 }, "/posts/?draft=false&n=0"],
    ["/posts/:slug", { slug: "a", __keywords: true }, "/posts/a"],
    ["/posts/:slug", { slug: "\uD800", q: "\uD800" }, "/posts/%EF%BF%BD?q=%EF%BF%BD"],
    ["/files/*", { "*": "a/\uD800" }, "/files/a/%EF%BF%BD"],
  ])("%s with %j is %s", (url, values, expected) => expect(urlFor(url)(values)).toBe(expected));

  test.each<[string, RouteValues, string]>([
    ["/posts/:slug", {}, 'url_for("blog:post"): /posts/:slug needs slug.'],
    ["/posts/:slug", { slug: undefined }, "needs slug"],
    ["/posts/:slug", { slug: "" }, "needs slug"],
    ["/:year/:month", { moth: 1 }, "needs year and month"],
  ])("%s with %j says what is missing", (url, values, message) => {
    expect(() => urlFor(url)(values)).toThrow(
      expect.objectContaining({ code: "URL_PARAMETER_MISSING", message: expect.stringContaining(message) }),
    );
  });

  test("no values at all may be null, as a template passes them", () => {
    const names = createRouteNames();
    names.add("blog:index", { url: "/", mount: {} });
    expect(Reflect.apply(names.urlForOf(""), undefined, ["blog:index", null])).toBe("/");
  });

  test("a value that the route's own pattern refuses is refused here", () => {
    expect(() => urlFor(String.raw`/:id(^\d+$)`)({ id: "x1" })).toThrow(
      expect.objectContaining({
        code: "URL_PARAMETER_INVALID",
        message: expect.stringContaining('the value "x1" of id does not match'),
      }),
    );
  });

  test("an unknown name says which were near, and lists them all", () => {
    const names = createRouteNames();
    expect(() => names.urlForOf("")("blog:post")).toThrow(
      expect.objectContaining({ code: "URL_NAME_UNKNOWN", fix: expect.stringContaining("Name a route") }),
    );
    names.add("blog:post", { url: "/", mount: {} });
    names.add("admin:index", { url: "/a", mount: {} });
    for (const name of ["blog:pst", "post", "__proto__", "constructor", ""]) {
      expect(() => names.urlForOf("")(name)).toThrow(
        expect.objectContaining({ code: "URL_NAME_UNKNOWN", fix: "The names are: blog:post, admin:index." }),
      );
    }
    expect(() => names.urlForOf("")("blog:pst")).toThrow('Did you mean "blog:post"?');
  });

  test("the router reads back what it wrote", async () => {
    const app = fastify({ routerOptions: { maxParamLength: 1000 } });
    app.get("/p/:a/x/:b", (request, reply) => reply.send(request.params));
    app.get("/w/*", (request, reply) => reply.send(request.params));
    const pair = urlFor("/p/:a/x/:b");
    const rest = urlFor("/w/*");
    // A browser takes dots out of a path before it asks.
    const value = fc
      .string({ minLength: 1, unit: "binary" })
      .filter((text) => text.isWellFormed() && !/^\.{1,2}$/.test(text));
    await fc.assert(
      fc.asyncProperty(value, value, async (a, b) => {
        expect((await app.inject(pair({ a, b }))).json()).toEqual({ a, b });
        expect((await app.inject(rest({ "*": a }))).json()).toEqual({ "*": a });
      }),
    );
  });
});

declare module "./url-for.ts" {
  interface RouteParameters {
    "typed:post": { readonly slug: string };
  }
}

test("a route that RouteParameters knows has its values checked by the compiler", () => {
  const names = createRouteNames();
  names.add("typed:post", { url: "/:slug", mount: {} });
  const url: UrlFor = names.urlForOf("");
  expect(url("typed:post", { slug: "a", page: 1 })).toBe("/a?page=1");
  // @ts-expect-error -- slug is missing
  expect(() => url("typed:post", { page: 1 })).toThrow("needs slug");
  // @ts-expect-error -- so are all values
  expect(() => url("typed:post")).toThrow("needs slug");
  expect(() => url("any:other", { page: 1 })).toThrow("No route");
});
