import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { createSite, routes } from "./application.test.support.ts";

const FORM = { "content-type": "application/x-www-form-urlencoded" };
const echo = `app.post("/", async ({ body }) => ({ body, names: Object.keys(body), prototype: typeof body.toString }));`;
const formbody = JSON.stringify(import.meta.resolve("@fastify/formbody"));
const multipart = JSON.stringify(import.meta.resolve("@fastify/multipart"));

async function post(app: string, payload: string, headers: Readonly<Record<string, string>> = FORM) {
  await using site = await createSite({ "blog/app.mjs": routes(app) });
  return await site.app.inject({ method: "POST", url: "/", headers, payload });
}

describe("forms", () => {
  test("are parsed, and a name that is sent more than once has a list", async () => {
    const payload = "title=A+coil%20%26%20more&tag=x&tag=y&tag=z&empty=&flag&%C3%A4=%E2%82%AC";
    const { body } = (await post(echo, payload)).json();
    expect(body).toEqual({ title: "A coil & more", tag: ["x", "y", "z"], empty: "", flag: "", ä: "€" });
  });

  test.each([
    "application/x-www-form-urlencoded;charset=UTF-8",
    "application/x-www-form-urlencoded; charset=utf-8",
    "Application/X-WWW-Form-Urlencoded",
  ])("are recognized by %s", async (type) => {
    expect((await post(echo, "a=1", { "content-type": type })).json()).toMatchObject({ body: { a: "1" } });
  });

  test("are refused by a type that only begins like theirs", async () => {
    const answer = await post(echo, "a=1", { "content-type": "application/x-www-form-urlencoded-not" });
    expect(answer.statusCode).toBe(415);
  });

  test("take __proto__ and constructor for names like any other", async () => {
    const answer = await post(echo, "__proto__=a&constructor=b&toString=c&__proto__[x]=d&__proto__=e");
    expect(answer.json()).toMatchObject({
      names: ["__proto__", "constructor", "toString", "__proto__[x]"],
      prototype: "string",
    });
    expect((await post(echo, "a=1")).json().prototype).toBe("undefined");
    expect(Object.hasOwn(Object.prototype, "x")).toBe(false);
  });

  test("larger than bodyLimit are refused", async () => {
    const large = `a=${"x".repeat(1024 * 1024)}`;
    expect((await post(echo, large)).statusCode).toBe(413);
    const limited = echo.replace(`"/",`, `"/", { bodyLimit: 2_000_000 },`);
    expect((await post(limited, large)).statusCode).toBe(200);
    await using site = await createSite(
      { "blog/app.mjs": routes(echo) },
      { fastify: { bodyLimit: 10, logger: false } },
    );
    expect(
      (await site.app.inject({ method: "POST", url: "/", headers: FORM, payload: "a=12345678901" })).statusCode,
    ).toBe(413);
  });

  test("may be parsed by an app in its own way, and the other apps are as before", async () => {
    const own = `await app.register((await import(${formbody})).default, { bodyLimit: 1000, parser: (text) => ({ own: text }) });`;
    await using site = await createSite({ "blog/app.mjs": routes(own + echo), "admin/app.mjs": routes(echo) });
    const answers = ["/", "/admin/"].map((url) =>
      site.app.inject({ method: "POST", url, headers: FORM, payload: "a=1" }),
    );
    const bodies = (await Promise.all(answers)).map((answer) => answer.json().body);
    expect(bodies).toEqual([{ own: "a=1" }, { a: "1" }]);
  });

  test("with files are read by @fastify/multipart, and what is saved in MEDIA_ROOT is there", async () => {
    const upload = `
      await app.register((await import(${multipart})).default, { limits: { fileSize: 5_000_000 } });
      const { mkdir, writeFile } = await import("node:fs/promises");
      app.post("/", async (request, reply) => {
        const upload = await request.file();
        if (upload?.mimetype !== "image/jpeg") return reply.code(400).send("A JPEG is needed.");
        await mkdir(app.project.mediaRoot + "/photos", { recursive: true });
        await writeFile(app.project.mediaRoot + "/photos/1.jpg", await upload.toBuffer());
        return reply.redirect(app.project.mediaUrl + "photos/1.jpg", 303);
      });`;
    await using site = await createSite({ "blog/app.mjs": routes(upload) });
    const send = async (type: string) => {
      const payload = new FormData();
      payload.append("photo", new Blob(["picture"], { type }), "../../coil.jpg");
      return await site.app.inject({ method: "POST", url: "/", payload });
    };
    const answer = await send("image/jpeg");
    expect([answer.statusCode, answer.headers["location"]]).toEqual([303, "/media/photos/1.jpg"]);
    expect(readFileSync(path.join(site.root, "media/photos/1.jpg"), "utf8")).toBe("picture");
    expect((await send("text/html")).statusCode).toBe(400);
  });

  test("are refused by an app that removes all parsers", async () => {
    expect((await post(`app.removeAllContentTypeParsers(); ${echo}`, "a=1")).statusCode).toBe(415);
  });
});
