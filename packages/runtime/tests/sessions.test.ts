import { readFileSync } from "node:fs";
import path from "node:path";
import { loadProject } from "@mediaroot/core";
import { createTree } from "@mediaroot/core/testing";
import type { FastifyInstance, LightMyRequestResponse } from "fastify";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createApplication } from "../src/site/application.ts";

const DOCUMENT = readFileSync(new URL("../../../docs/sessions.md", import.meta.url), "utf8");
const BLOCKS = DOCUMENT.matchAll(/^```\w+ (\S+)\n(.*?)^```$/gms);
const FILES = Object.fromEntries([...BLOCKS].map(([, file = "", text = ""]) => [file, text]));

const tree = createTree({
  ...FILES,
  ".env": "SECRET_KEY=a secret of the tests\n",
  "package.json": `{ "type": "module" }`,
  node_modules: { link: path.resolve(import.meta.dirname, "../node_modules") },
});
let app: FastifyInstance;
beforeAll(async () => {
  app = await createApplication(await loadProject({ directory: tree.root }));
});
afterAll(async () => {
  await app.close();
  tree[Symbol.dispose]();
});

/** A browser that keeps cookies. */
function createBrowser(): (method: "GET" | "POST", fields?: Record<string, string>) => Promise<LightMyRequestResponse> {
  const cookies = new Map<string, string>();
  return async (method, fields = {}) => {
    const headers = {
      cookie: [...cookies].map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("; "),
      "content-type": "application/x-www-form-urlencoded",
    };
    const payload = String(new URLSearchParams(fields));
    const answer = await app.inject({ method, url: "/", headers, ...(method === "POST" && { payload }) });
    for (const { name, value } of answer.cookies) cookies.set(name, value);
    return answer;
  };
}

const tokenIn = (page: string): string => /name="csrf_token" value="([^"]+)"/.exec(page)?.[1] ?? "";

test("the site of docs/sessions.md takes its own form, and shows a message once", async () => {
  const ask = createBrowser();
  const page = await ask("GET");
  expect(page.body).not.toContain("saved");
  const saved = await ask("POST", { csrf_token: tokenIn(page.body), text: "x" });
  expect([saved.statusCode, saved.headers["location"]]).toEqual([303, "/"]);
  expect((await ask("GET")).body).toContain('<p role="status">Your note is saved.</p>');
  expect((await ask("GET")).body).not.toContain("saved");
});

test("it refuses a form without its token, or with that of another visitor", async () => {
  const [ask, other] = [createBrowser(), createBrowser()];
  const token = tokenIn((await other("GET")).body);
  await ask("GET");
  for (const csrf_token of ["", token]) expect((await ask("POST", { csrf_token })).statusCode).toBe(403);
  expect((await ask("GET")).body).not.toContain("saved");
});

test("its session is a cookie that scripts cannot read, and that is worth nothing once it was changed", async () => {
  const page = await createBrowser()("GET");
  const [cookie] = page.cookies;
  expect(cookie).toMatchObject({ name: "session", httpOnly: true, sameSite: "Lax", path: "/" });
  const send = async (value: string): Promise<number> => {
    const headers = {
      cookie: `session=${encodeURIComponent(value)}`,
      "content-type": "application/x-www-form-urlencoded",
    };
    const payload = String(new URLSearchParams({ csrf_token: tokenIn(page.body) }));
    return (await app.inject({ method: "POST", url: "/", headers, payload })).statusCode;
  };
  const value = cookie?.value ?? "";
  expect(await send(value)).toBe(303);
  expect(await send(value.replace(/^./, (first) => (first === "A" ? "B" : "A")))).toBe(403);
});
