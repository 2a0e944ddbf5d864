import { describe, expect, test } from "vitest";
import { createSite, refusalOf, routes } from "./application.test.support.ts";
import { page, template } from "./rendering.test.support.ts";

describe("context functions", () => {
  const app = (label: string, context: string): Record<string, string> => ({
    [`${label}/app.mjs`]: `export default { context: ${context}, routes: async (app) => { ${
      label === "blog" ? `app.get("/", (request, reply) => reply.render("x.html", { given: "view" }))` : ""
    } } };`,
  });

  test("of the project and of apps reach every template, macros too; the first to give a name wins, the view over all", async () => {
    await using site = await createSite(
      {
        ...app("blog", `() => ({ a: "blog", b: "blog", given: "blog" })`),
        ...app("admin", `(request) => ({ a: "admin", b: "admin", c: request.url })`),
        ...template(`{{ a }} {{ b }} {{ c }} {{ given }} {% from "m.html" import m %}{{ m() }}`),
        "blog/templates/m.html": "{% macro m() %}{{ a }} {{ c }}{% endmacro %}",
      },
      { context: () => ({ a: "project" }) },
    );
    expect((await site.get("/?q")).body).toBe("project blog /?q view project /?q");
  });

  test("may take their time", async () => {
    await using site = await createSite({
      ...app("blog", `async () => { await new Promise((done) => setTimeout(done, 10)); return { a: "slow" }; }`),
      ...app("admin", `() => ({ a: "quick", b: "quick" })`),
      ...template("{{ a }} {{ b }}"),
    });
    expect((await site.get("/")).body).toBe("slow quick");
  });

  test.each([`() => { throw new Error("the reason"); }`, `async () => { throw new Error("the reason"); }`])(
    "%s: the app is named",
    async (context) => {
      await using site = await createSite({ ...app("blog", "() => ({})"), ...app("admin", context), ...template("") });
      const { status, body } = await site.get("/");
      expect([status, JSON.parse(body)]).toMatchObject([
        500,
        { code: "CONTEXT_FAILED", message: 'The context function of the app "admin" failed: the reason' },
      ]);
    },
  );

  test.each(["{ user: 1 }", "'user'", "null"])("%s is none, and is reported at the start", async (context) => {
    expect(await refusalOf({ ...app("blog", "() => ({})"), ...app("admin", context) })).toMatchObject({
      code: "CONTEXT_INVALID",
      message: expect.stringContaining('the app "admin"'),
    });
  });

  test("may give nothing; what is no object is reported", async () => {
    await using site = await createSite({
      ...app("blog", "() => undefined"),
      ...app("admin", "async ({ query }) => query.wrong ? 'user' : null"),
      ...template("page"),
    });
    expect((await site.get("/")).body).toBe("page");
    const { status, body } = await site.get("/?wrong=1");
    expect([status, JSON.parse(body)]).toMatchObject([
      500,
      { code: "CONTEXT_INVALID", message: expect.stringContaining('The context of the app "admin" is "user"') },
    ]);
  });
});

describe("csrf_field()", () => {
  const withCsrf = (handler: string): Record<string, string> => ({
    "blog/app.mjs": routes(`
      let made = 0;
      app.decorateReply("generateCsrf", function () { made += 1; return "token " + made; });
      app.get("/", ${handler});
      app.get("/made", async () => String(made));`),
  });

  test("asks @fastify/csrf-protection once a page, and only when it is printed", async () => {
    const handler = `(request, reply) => reply.render(request.query.t)`;
    await using site = await createSite({
      ...withCsrf(handler),
      "blog/templates/form.html": `{% from "m.html" import form %}{{ form() }}`,
      "blog/templates/m.html": `{% macro form() %}{{ csrf_field("_csrf") }}{% endmacro %}`,
      "blog/templates/plain.html": "plain",
      "blog/templates/two.html": `{{ csrf_field() }}{{ csrf_field() }}`,
    });
    expect((await site.get("/?t=plain.html")).body + (await site.get("/made")).body).toBe("plain0");
    expect((await site.get("/?t=form.html")).body).toBe('<input type="hidden" name="_csrf" value="token 1">');
    const field = '<input type="hidden" name="csrf_token" value="token 2">';
    expect((await site.get("/?t=two.html")).body).toBe(field + field);
  });

  test("prefers the view's own token", async () => {
    await using site = await createSite({
      ...withCsrf(`(request, reply) => reply.render("x.html", { csrf_token: "mine" })`),
      ...template("{{ csrf_field() }}"),
    });
    expect((await site.get("/")).body).toContain('value="mine"');
  });

  test("says what to do where there is no token", async () => {
    await using site = await createSite({ ...page(), ...template("{{ csrf_field() }}") });
    expect((await site.get("/")).body).toContain("csrf_field() has no token");
  });
});
