import { DatabaseSync } from "node:sqlite";
import type { LightMyRequestResponse } from "fastify";
import { expect, test } from "vitest";
import { DEMO_USER } from "../contrib/admin/demo-user.ts";
import { type BlogSite, createOwnBlogSite, tokenIn } from "./blog-site.test.support.ts";

type Fields = Record<string, string | readonly string[]>;

const POST = {
  title: "Long “thought” of & kept",
  body: "One\r\n\r\n<b>two</b> \\ é",
  tags: ["1", "2"],
  status: "draft",
};

function change(site: BlogSite, sql: string): void {
  using database = new DatabaseSync(site.tree.path("blog.sqlite"));
  database.exec(sql);
}

/** Sends a form after its session has ended. A browser sends it again to the address of a 307; so does this. */
async function sendTooLate(
  site: BlogSite,
  url: string,
  fields: Fields,
  meanwhile = "",
): Promise<LightMyRequestResponse> {
  const csrf_token = tokenIn((await site.get(url)).body);
  change(site, `DELETE FROM admin_session; ${meanwhile}`);
  const sentOn = await site.post(url, { ...fields, csrf_token });
  expect(sentOn.statusCode).toBe(307);
  return await site.post(String(sentOn.headers.location), { ...fields, csrf_token });
}

/** Fills in a login page, and sends its hidden fields too. */
async function logInThere(
  site: BlogSite,
  page: LightMyRequestResponse,
  user: Fields = DEMO_USER,
): Promise<LightMyRequestResponse> {
  const action = /<form class="card form" method="post" action="([^"]+)"/.exec(page.body)?.[1] ?? "";
  return await site.post(action, { ...hiddenIn(page.body), ...user });
}

function hiddenIn(html: string): Record<string, string> {
  const fields = [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)];
  return Object.fromEntries(fields.toReversed().map(([, name = "", value = ""]) => [name, unescape(value)]));
}

function unescape(text: string): string {
  const named: Readonly<Record<string, string>> = { "&quot;": '"', "&lt;": "<", "&gt;": ">", "&amp;": "&" };
  return text.replaceAll(/&(?:#(\d+)|\w+);/g, (entity, code?: string) =>
    code === undefined ? (named[entity] ?? entity) : String.fromCodePoint(Number(code)),
  );
}

test("a new post is shown again after the login, and saved by its own form", async () => {
  await using site = await createOwnBlogSite();
  const login = await sendTooLate(site, "/admin/posts/add/", POST);
  expect(login.statusCode).toBe(403);
  expect(login.body).toContain("What you wrote is kept");
  expect(login.body).not.toContain("Log out");
  const form = await logInThere(site, login);
  expect(form.statusCode).toBe(200);
  expect(form.body).toContain("Your session had ended.");
  expect(form.body).toContain('value="Long “thought” of &amp; kept"');
  expect(unescape(form.body)).toContain("One\n\n<b>two</b> \\ é</textarea>");
  expect(form.body.match(/<option value="[12]" selected>/g)).toHaveLength(2);
  expect((await site.get("/admin/posts/")).body).not.toContain("Long “thought”");
  const saved = await site.post("/admin/posts/add/", { ...POST, csrf_token: tokenIn(form.body) });
  expect([saved.statusCode, saved.headers.location]).toEqual([303, "/admin/posts/"]);
  expect((await site.get("/admin/posts/")).body).toContain("Long “thought” of &amp; kept");
});

test("a kept form survives wrong passwords", async () => {
  await using site = await createOwnBlogSite();
  const first = await sendTooLate(site, "/admin/posts/add/", POST);
  const second = await logInThere(site, first, { ...DEMO_USER, password: "wrong" });
  expect(second.statusCode).toBe(422);
  const third = await logInThere(site, second, { ...DEMO_USER, password: "" });
  expect((await logInThere(site, third)).body).toContain('value="Long “thought” of &amp; kept"');
});

test("a changed record is changed after the login; a record that was deleted meanwhile is added", async () => {
  await using site = await createOwnBlogSite();
  const form = await logInThere(site, await sendTooLate(site, "/admin/tags/1/", { name: "Renamed" }));
  expect(form.body).toContain('action="/admin/tags/1/"');
  expect(form.body).toContain('value="Renamed"');
  const gone = await logInThere(
    site,
    await sendTooLate(site, "/admin/tags/1/", { name: "Renamed" }, "DELETE FROM blog_tag WHERE id = 1"),
  );
  expect(gone.statusCode).toBe(409);
  expect(gone.body).toContain('action="/admin/tags/add/"');
  expect(gone.body).toContain('value="Renamed"');
});

test("a password is not written into the login page", async () => {
  await using site = await createOwnBlogSite();
  const fields = { username: "nikola", name: "Nikola", password: "a secret of nikola" };
  const login = await sendTooLate(site, "/admin/users/add/", fields);
  expect(login.body).toContain("nikola");
  expect(login.body).not.toContain("a secret of nikola");
  const form = await logInThere(site, login);
  expect(form.body).toContain('value="nikola"');
  expect(form.body).not.toContain("a secret of nikola");
  expect(form.body).toContain("A password has to be written again.");
});

test("a login deletes nothing: the confirmation is asked again", async () => {
  await using site = await createOwnBlogSite();
  const done = await logInThere(site, await sendTooLate(site, "/admin/tags/1/delete/", {}));
  expect([done.statusCode, done.headers.location]).toEqual([303, "/admin/tags/1/delete/"]);
});

test("a form of the maximum size is kept whole", async () => {
  await using site = await createOwnBlogSite();
  const body = '"\n'.repeat(80_000);
  const form = await logInThere(site, await sendTooLate(site, "/admin/posts/add/", { ...POST, body }));
  expect(form.statusCode).toBe(200);
  expect(form.body.includes("&quot;\n".repeat(80_000))).toBe(true);
});

test.each(["", "no JSON", "[]", "[[1,2]]", '{"a":"b"}', '[["title"]]'])(
  "a kept form that no login page has written is ignored: %j",
  async (kept) => {
    await using site = await createOwnBlogSite();
    change(site, "DELETE FROM admin_session");
    const fields = {
      ...DEMO_USER,
      _kept: kept,
      next: "/admin/posts/add/",
      csrf_token: tokenIn((await site.get("/admin/login/")).body),
    };
    const done = await site.post("/admin/login/resume/", fields);
    expect([200, 303]).toContain(done.statusCode);
    expect((await site.get("/admin/")).statusCode).toBe(200);
  },
);

test("a form without its token is not kept, and a GET of the address leads to the login", async () => {
  await using site = await createOwnBlogSite();
  change(site, "DELETE FROM admin_session");
  expect(
    (await site.post("/admin/login/resume/?next=/admin/posts/add/", { ...POST, csrf_token: "x" })).statusCode,
  ).toBe(403);
  const page = await site.get("/admin/login/resume/?next=/admin/posts/add/");
  expect([page.statusCode, page.headers.location]).toEqual([303, "/admin/login/?next=%2Fadmin%2Fposts%2Fadd%2F"]);
});
