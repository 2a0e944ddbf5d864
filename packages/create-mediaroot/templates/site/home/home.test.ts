import assert from "node:assert/strict";
import path from "node:path";
import { after, test } from "node:test";
import { createTestSite } from "@mediaroot/runtime/testing";

const site = await createTestSite({
  apps: ["./home"],
  settings: { URLS: { "/": "home" }, SETUP: path.resolve("site.ts") },
});
after(() => site.close());

const send = (name: string) =>
  site.inject({
    method: "POST",
    url: site.app.url_for("home:index"),
    headers: { "content-type": "application/x-www-form-urlencoded" },
    payload: String(new URLSearchParams({ name })),
  });

test("the page has a form, and a style sheet that is served", async () => {
  const page = await site.inject(site.app.url_for("home:index"));
  assert.equal(page.statusCode, 200);
  assert.match(page.body, /<form method="post"/);
  assert.match(page.body, /home\/css\/home\.css/);
  assert.equal((await site.media("home/css/home.css")).statusCode, 200);
});

test("a name leads to its greeting", async () => {
  const answer = await send("Ada <3");
  assert.equal(answer.statusCode, 303);
  const greeting = await site.inject(String(answer.headers.location));
  assert.match(greeting.body, /Hello, Ada &lt;3/);
});

test("an empty name gets the form again, with what is wrong", async () => {
  const answer = await send("  ");
  assert.equal(answer.statusCode, 422);
  assert.match(answer.body, /role="alert"/);
});
