import { once } from "node:events";
import { type IncomingMessage, request, type RequestOptions } from "node:http";
import { describe, expect, test } from "vitest";
import { shareSite } from "../../tests/shared-site.test.support.ts";

const SETTINGS = `export default { DEBUG: true, INSTALLED_APPS: ["./blog"], URLS: { "/": "blog" } };`;
const APP = `export default { routes: async (app) => {
  app.get("/", async () => "one");
  app.get("/boom", async () => { throw new Error("boom on purpose"); });
} };`;

describe("the front's own paths", () => {
  const site = shareSite({ "settings.ts": SETTINGS, "blog/app.ts": APP });

  test("serve the script and nothing else", async () => {
    const { server } = site;
    await server.event("ready");
    const script = await fetch(new URL("/__devserver/assets/live-reload.js", server.url));
    expect(script.headers.get("content-type")).toContain("javascript");
    expect(script.headers.get("x-content-type-options")).toBe("nosniff");
    await script.body?.cancel();
    const others = ["", "nothing", "assets/", "assets/..%2fpackage.json", "assets/%2e%2e/package.json", "eventsx"];
    for (const path of others) {
      expect({ path, ...(await server.get(`/__devserver/${path}`)) }).toMatchObject({ path, status: 404 });
    }
  });

  test("are found whatever the form and the spelling of the target", async () => {
    const { server } = site;
    await server.event("ready");
    const { hostname, port } = new URL(server.url);
    for (const path of [
      `http://${hostname}:${port}/__devserver/assets/live-reload.js`,
      "/%5F_devserver/assets/live-reload.js",
    ]) {
      const [response] = (await once(request({ hostname, port, path, agent: false }).end(), "response")) as [
        IncomingMessage,
      ];
      response.resume();
      expect({ path, status: response.statusCode }).toEqual({ path, status: 200 });
    }
  });

  test("are in the error page, whose policy allows that script and no other; a form's is not sent again", async () => {
    const { server, tree } = site;
    const ask = (path: string, method: string): Promise<Response> =>
      fetch(new URL(path, server.url), { method, headers: { accept: "text/html" } });
    const page = await ask("/boom", "GET");
    expect(page.headers.get("content-security-policy")).toContain("script-src 'self'; connect-src 'self'");
    const text = await page.text();
    expect(text).toContain("boom on purpose");
    expect(text).toMatch(/<strong class="mark"> *app.get\(&quot;\/boom&quot;/);
    expect(text.match(/<script/g)).toHaveLength(1);
    tree.write({ "blog/app.ts": "throw new Error('broken');" });
    const form = await ask("/", "POST");
    expect(form.status).toBe(500);
    expect(await form.text()).not.toContain("<script");
  });
});

describe("before a project has loaded", () => {
  const site = shareSite({ "settings.ts": "export default nothing;", "blog/app.ts": APP });

  async function answerTo(path: string, options: RequestOptions): Promise<IncomingMessage> {
    await site.server.event("failed");
    const sent = request(new URL(path, site.server.url), { agent: false, ...options }).end();
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    return response;
  }

  test("the stream of live reload is for pages of the same host alone", async () => {
    const status = async (headers: Record<string, string>, method = "GET"): Promise<number | undefined> => {
      const response = await answerTo("/__devserver/events", { method, headers });
      response.destroy();
      return response.statusCode;
    };
    const { host, origin } = new URL(site.server.url);
    expect(await status({ origin })).toBe(200);
    expect(await status({ origin: origin.toUpperCase() })).toBe(200);
    for (const other of ["http://evil.example", `http://${host}.evil.example`, "http://127.0.0.1:1", "null", ""]) {
      expect(await status({ origin: other })).toBe(403);
    }
    expect(await status({ host: "evil.example" })).toBe(403);
    expect(await status({ host: "evil.example", origin: "http://evil.example" })).toBe(403);
    expect(await status({}, "POST")).toBe(405);
  });

  test("no page shows a foreign host an error", async () => {
    const response = await answerTo("/", { headers: { host: "evil.example", accept: "text/html" } });
    expect(response.statusCode).toBe(403);
    expect(String(await response.toArray())).not.toContain("nothing is not defined");
  });
});
