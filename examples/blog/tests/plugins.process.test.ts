import { createRequire } from "node:module";
import cookie from "@fastify/cookie";
import csrfProtection from "@fastify/csrf-protection";
import type { FastifyInstance } from "fastify";
import fastify from "fastify";
import { expect, test } from "vitest";
import { DEMO_USER } from "../contrib/admin/demo-user.ts";
import { createBlogSite, createOwnBlogSite, tokenIn } from "./blog-site.test.support.ts";

const HOST = { host: "blog.example" };

/** @returns the source of an app that registers plugins of the admin's with other options, and answers with what it has */
function neighbourWith(plugins: Readonly<Record<string, object>>): string {
  const { resolve } = createRequire(import.meta.url);
  const register = Object.entries(plugins).map(
    ([name, options]) =>
      `await app.register((await import(${JSON.stringify(resolve(name))})).default, ${JSON.stringify(options)});`,
  );
  return `export default {
    async routes(app) {
      ${register.join("\n")}
      app.get("/", async (request, reply) => ({
        cookies: request.cookies ?? "none",
        decorators: ["setCookie", "generateCsrf", "helmet"].filter((name) => name in reply),
      }));
      app.post("/", async (request) => ({ body: request.body }));
    },
  };`;
}

test("the admin's plugins reach no other app", async () => {
  await using site = await createBlogSite({ "plain/app.mjs": neighbourWith({}) }, { neighbour: "plain" });
  await site.logIn();
  const page = await site.get("/plain/");
  expect(page.json()).toEqual({ cookies: "none", decorators: [] });
  expect(Object.keys(page.headers).filter((name) => /security|frame|csp|cache|ratelimit/.test(name))).toEqual([]);
  const json = { method: "POST", url: "/plain/", headers: HOST, payload: { json: "is read here" } } as const;
  expect((await site.app.inject(json)).json()).toEqual({ body: { json: "is read here" } });
});

test("another app may register the same plugins with other options", async () => {
  const plugins = {
    "@fastify/formbody": {},
    "@fastify/cookie": { secret: "a secret of the neighbour" },
    "@fastify/csrf-protection": { cookieKey: "neighbour_csrf" },
    "@fastify/helmet": { xFrameOptions: { action: "sameorigin" } },
    "@fastify/rate-limit": { max: 1 },
  };
  await using site = await createBlogSite({ "shop/app.mjs": neighbourWith(plugins) }, { neighbour: "shop" });
  await site.logIn();
  expect((await site.post("/admin/tags/add/", { name: "Beside a shop" })).statusCode).toBe(303);
  const page = await site.get("/shop/");
  expect(page.headers["x-frame-options"]).toBe("SAMEORIGIN");
  expect(page.json()).toMatchObject({ decorators: ["setCookie", "generateCsrf", "helmet"] });
  expect((await site.get("/shop/")).statusCode).toBe(429);
  expect((await site.get("/admin/")).headers).toMatchObject({ "x-frame-options": "DENY" });
});

test("a site may register @fastify/cookie for all its apps", async () => {
  const setup = async (site: FastifyInstance): Promise<void> => {
    await site.register(cookie, { secret: "a secret of the site" });
  };
  await using site = await createBlogSite({}, { setup });
  await site.logIn();
  expect((await site.post("/admin/tags/add/", { name: "With the site's cookies" })).statusCode).toBe(303);
});

test("a CSRF cookie that another app has signed with SECRET_KEY is not accepted", async () => {
  await using site = await createOwnBlogSite();
  const page = await site.get("/admin/tags/add/");
  const own = String(page.raw.req.headers["cookie"]);
  await using other = fastify();
  await other.register(cookie, { secret: "a secret of the tests" });
  await other.register(csrfProtection, { cookieKey: "admin_csrf", cookieOpts: { signed: true } });
  other.get("/", async (_request, reply) => reply.generateCsrf());
  const forged = await other.inject({ url: "/" });
  const send = async (csrfCookie: string, csrf_token: string): Promise<number> => {
    const headers = {
      ...HOST,
      cookie: own.replace(/admin_csrf=[^;]*/, `admin_csrf=${csrfCookie}`),
      "content-type": "application/x-www-form-urlencoded",
    };
    const payload = String(new URLSearchParams({ csrf_token, name: "Forged" }));
    return (await site.app.inject({ method: "POST", url: "/admin/tags/add/", headers, payload })).statusCode;
  };
  expect(await send(forged.cookies[0]?.value ?? "", forged.body)).toBe(403);
  expect(await send(/admin_csrf=([^;]*)/.exec(own)?.[1] ?? "", tokenIn(page.body))).toBe(303);
});

test("one network may send 300 login forms a minute, right or wrong ones, whatever its addresses of IPv6", async () => {
  await using site = await createBlogSite();
  const send = (remoteAddress: string) =>
    site.app.inject({ method: "POST", url: "/admin/login/", headers: HOST, remoteAddress });
  for (let count = 0; count < 300; count += 1) {
    expect((await send(`2001:db8::${count.toString(16)}`)).statusCode).toBe(403);
  }
  const refused = await send("2001:db8::ffff");
  expect(refused.statusCode).toBe(429);
  expect(refused.body).toContain("Too many requests");
  expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
  expect((await send("2001:db8:0:1::")).statusCode).toBe(403);
  expect((await site.post("/admin/login/", { ...DEMO_USER })).statusCode).toBe(303);
});
