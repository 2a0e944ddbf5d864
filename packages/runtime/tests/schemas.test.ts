import { describe, expect, test } from "vitest";
import { createSite, routes } from "./application.test.support.ts";

const BODY = `{ type: "object", required: ["title"], properties: { title: { type: "string" }, count: { type: "integer" } } }`;
const HEADERS = `{ type: "object", required: ["X-Token"], properties: { "X-Token": { type: "string", minLength: 3 } } }`;

async function answerOf(app: string, request: object): Promise<{ readonly status: number; readonly body: unknown }> {
  await using site = await createSite({ "blog/app.mjs": routes(app) });
  const { statusCode, json } = await site.app.inject({ url: "/", ...request });
  return { status: statusCode, body: json() };
}

describe("the schema of a route", () => {
  const echo = `app.post("/", { schema: { body: ${BODY} } }, async ({ body }) => body);`;

  test("refuses a body that does not match", async () => {
    const answer = await answerOf(echo, { method: "POST", payload: { count: 1 } });
    expect(answer).toMatchObject({ status: 400, body: { message: "body must have required property 'title'" } });
  });

  test("makes values what it says they are", async () => {
    const answer = await answerOf(echo, { method: "POST", payload: { title: "a", count: "7" } });
    expect(answer).toEqual({ status: 200, body: { title: "a", count: 7 } });
  });

  test.each([
    ["abc", 200],
    ["ab", 400],
    [undefined, 400],
  ])("may write the name of a header in any case: with %s the status is %i", async (token, status) => {
    const app = `app.get("/", { schema: { headers: ${HEADERS} } }, async () => ({}));`;
    expect(await answerOf(app, { headers: token === undefined ? {} : { "x-token": token } })).toMatchObject({ status });
  });

  test("leaves the case of names in a body as it is", async () => {
    const app = `app.post("/", { schema: { body: { type: "object", required: ["Title"] } } }, async () => ({}));`;
    expect(await answerOf(app, { method: "POST", payload: { title: "a" } })).toMatchObject({ status: 400 });
  });

  test("decides what an answer shows, by a schema of the app too", async () => {
    const answer = await answerOf(
      `app.addSchema({ $id: "post", type: "object", properties: { title: { type: "string" } } });
      app.get("/", { schema: { response: { 200: { $ref: "post#" } } } }, async () => ({ title: "a", secret: "b" }));`,
      {},
    );
    expect(answer).toEqual({ status: 200, body: { title: "a" } });
  });

  test("may have another compiler", async () => {
    const answer = await answerOf(
      `app.setValidatorCompiler(({ schema }) => (value) => value.ok === schema.wanted ? { value } : { error: new Error("no") });
      app.post("/", { schema: { body: { wanted: "yes" } } }, async () => ({}));`,
      { method: "POST", payload: { ok: "yes" } },
    );
    expect(answer.status).toBe(200);
  });
});
