import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { createTree, type TestTree } from "@mediaroot/core/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const runtime = new URL("../src/index.ts", import.meta.url).href;
const core = import.meta.resolve("@mediaroot/core");
const SERVER = `
import { loadProject } from "${core}";
import { createApplication } from "${runtime}";
const app = await createApplication(await loadProject({ directory: import.meta.dirname }), { fastify: { logger: false } });
process.once("SIGTERM", () => app.close());
console.log(await app.listen({ port: 0, host: "127.0.0.1" }));
`;

describe("a production server", () => {
  let tree: TestTree;
  let server: ChildProcess;
  let port: number;

  beforeAll(async () => {
    tree = createTree({
      "server.mjs": SERVER,
      "settings.ts": `export default { SECRET_KEY: "s" as string, ALLOWED_HOSTS: ["example.com"], INSTALLED_APPS: ["./blog"], URLS: { "/blog/": "blog" },
        TEMPLATES: { CONTEXT: async (request: { url: string }) => ({ path: request.url }) } };`,
      "blog/app.ts": `
        import type { FastifyInstance } from "fastify";
        export default { routes: async (app: FastifyInstance) => {
          app.get("/", { config: { name: "list" } }, async (request, reply) => reply.render("blog/list.html", { name: "<b>" }));
          app.get("/fails", async () => { throw new Error("secret"); });
          app.get("/render/*", async (request, reply) => reply.render(request.params["*"]));
        } };`,
      "blog/templates/blog/list.html": `{{ name }} {{ url_for("blog:list") }} << MEDIA_URL >> {{ path }}`,
    });
    server = spawn(process.execPath, [tree.path("server.mjs")], { stdio: ["ignore", "pipe", "inherit"] });
    if (server.stdout === null) throw new Error("no output");
    const [address] = (await once(createInterface(server.stdout), "line")) as [string];
    port = Number(new URL(address).port);
  });

  afterAll(async () => {
    if (server.exitCode === null) server.kill("SIGKILL");
    tree[Symbol.dispose]();
  });

  /** Sends a request as it is, since clients and `inject` take `..` out of paths, and a Host header when there is none. */
  async function send(target: string, host: string | undefined = "example.com"): Promise<string> {
    const socket = connect(port, "127.0.0.1");
    socket.end(`GET ${target} HTTP/1.1\r\n${host === undefined ? "" : `Host: ${host}\r\n`}Connection: close\r\n\r\n`);
    const parts: Buffer[] = [];
    for await (const part of socket) parts.push(part as Buffer);
    return Buffer.concat(parts).toString();
  }

  test("answers with a template", async () => {
    const answer = await send("/blog/");
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(answer).toContain("content-type: text/html; charset=utf-8\r\n");
    expect(answer).toContain("\r\n\r\n&lt;b&gt; /blog/ /media/ /blog/");
  });

  test("redirects /blog to /blog/", async () => {
    const answer = await send("/blog?a=b");
    expect(answer).toMatch(/^HTTP\/1\.1 308 .*\r\nlocation: \/blog\/\?a=b\r\n/s);
  });

  test.each(["evil.example", "example.com.evil", "example.com@evil", "", "example.com:80:80"])(
    "refuses the host %j",
    async (host) => {
      expect(await send("/blog/", host)).toMatch(/^HTTP\/1\.1 400 /);
    },
  );

  test("reveals nothing of what failed", async () => {
    const answer = await send("/blog/fails");
    expect(answer).toMatch(/^HTTP\/1\.1 500 .*\r\n\r\nInternal Server Error\n$/s);
  });

  test.each([
    "/blog/../settings.ts",
    "/../../etc/passwd",
    "/blog/render/../../settings.ts",
    "/blog/render/..%2f..%2fsettings.ts",
    "/blog/render/%2e%2e/app.ts",
    "/blog/render/%2fetc%2fpasswd",
    "/blog/render/blog%00list.html",
    "/blog/%",
    "//blog/",
    "/blog\\",
    "http://example.com/blog/fails",
    "*",
  ])("%s gives nothing away, and the server goes on", async (target) => {
    const answer = await send(target);
    expect(answer).toMatch(/^HTTP\/1\.1 [45]\d\d /);
    expect(answer).not.toMatch(/SECRET_KEY|ALLOWED_HOSTS|root:|routes:|FastifyInstance/);
    expect(await send("/blog/")).toContain("200 OK");
  });

  test("ends when it is asked to", async () => {
    const ended = once(server, "exit");
    server.kill("SIGTERM");
    expect(await ended).toEqual([0, null]);
  });
});
