import { once } from "node:events";
import { createServer, type IncomingMessage, request as clientRequest, type ServerResponse } from "node:http";
import { createTree } from "@mediaroot/core/testing";
import express from "express";
import Fastify from "fastify";
import { describe, expect, test } from "vitest";
import { run, siteOf } from "../../tests/media.test.support.ts";
import { say, start } from "../../tests/add-media.test.support.ts";
import { addMediaToApp } from "./full-app.ts";
import type { NodeApplication } from "./node-application.ts";

describe("the application", () => {
  test("is never called for media, mounts or their errors", async () => {
    using tree = createTree({ "media/x.css": "css", "files/y.css": "y" });
    const never = (): never => {
      throw new Error("the application was called");
    };
    const lines: string[] = [];
    const full = addMediaToApp(never, siteOf(tree, [], { adminMediaPrefix: "/admin-media/" }), {
      log: (line) => lines.push(line),
    }).mount("/files", tree.path("files"));
    await using server = await start(full);
    for (const target of ["x.css", "", "none", "%zz", "../x", "x.css/"]) {
      for (const method of ["GET", "HEAD", "POST", "OPTIONS"]) {
        for (const prefix of ["/media/", "/admin-media/", "/files/"]) {
          expect((await server.ask(prefix + target, { method })).status).toBeLessThan(500);
        }
      }
    }
    expect(lines).toEqual([]);
    expect((await server.ask("/media")).status).toBe(301);
    expect((await server.ask("/else")).status).toBe(500);
  });

  test.each(["/", "/%zz", "//media/x.css", "/mediax", "/x/../media/x.css", "http://host/y", "/a%2Fb?c=%2e#d", "/%"])(
    "gets %s as it came",
    async (target) => {
      using tree = createTree({ "media/x.css": "css" });
      await using server = await start(addMediaToApp(say, siteOf(tree)).mount("/files", tree.root).mount("/f", say));
      expect(JSON.parse((await server.ask(target)).text)).toEqual({ method: "GET", url: target });
    },
  );

  test("gets bodies as a stream, and * too", async () => {
    using tree = createTree();
    const echo = (request: IncomingMessage, response: ServerResponse): void => void request.pipe(response);
    await using server = await start(addMediaToApp(echo, siteOf(tree)));
    const body = "b".repeat(1_000_000);
    const response = await fetch(`http://127.0.0.1:${server.port}/upload`, { method: "POST", body });
    expect((await response.text()) === body).toBe(true);
    const options = clientRequest({ port: server.port, method: "OPTIONS", path: "*" }).end();
    const [answer] = (await once(options, "response")) as [IncomingMessage];
    expect(answer.statusCode).toBe(200);
    answer.resume();
  });

  test.each<[string, NodeApplication]>([
    [
      "throws",
      () => {
        throw new Error("broken");
      },
    ],
    ["rejects", async () => Promise.reject(new Error("broken"))],
    [
      "throws what is no error",
      () => {
        throw "broken";
      },
    ],
    [
      "sets a header and throws",
      (_, response) => {
        response.setHeader("Content-Encoding", "br");
        throw new Error("broken");
      },
    ],
  ])("that %s is answered for with 500 and noted, in full only in development", async (_, app) => {
    using tree = createTree({ "media/x.css": "css" });
    const lines: string[] = [];
    const options = { log: (line: string) => lines.push(line) };
    await using server = await start(addMediaToApp(app, siteOf(tree), options));
    const answer = await server.ask("/page");
    expect([answer.status, answer.text]).toEqual([500, "The application failed: broken\n"]);
    expect(answer.headers.has("content-encoding")).toBe(false);
    expect(lines).toEqual(["GET /page: the application failed: broken"]);
    await using live = await start(addMediaToApp(app, siteOf(tree, [], { debug: false }), options));
    expect((await live.ask("/page")).text).toBe("Internal Server Error\n");
    expect((await live.ask("/media/x.css")).text).toBe("css");
  });

  test("that throws in the middle of its answer ends the connection", async () => {
    using tree = createTree();
    const app: NodeApplication = async (_, response) => {
      response.writeHead(200, { "Content-Length": 10 });
      await new Promise((resolve) => response.write("half", resolve));
      throw new Error("broken");
    };
    await using server = await start(addMediaToApp(app, siteOf(tree), { log: () => {} }));
    expect((await server.ask("/page")).isCut).toBe(true);
  });

  test("that cannot start fails listen, and each request of one's own server", async () => {
    using tree = createTree({ "media/x.css": "css" });
    const create = (): NodeApplication => Fastify().register(async () => Promise.reject(new Error("no database")));
    await expect(addMediaToApp(create(), siteOf(tree)).listen(0)).rejects.toThrow("no database");
    await using server = await run(addMediaToApp(create(), siteOf(tree), { log: () => {} }));
    expect((await server.ask("/page")).text).toContain("no database");
    expect((await server.ask("/page")).status).toBe(500);
    expect((await server.ask("/media/x.css")).text).toBe("css");
  });

  test("that is a server without a listener is answered for", async () => {
    using tree = createTree();
    await using server = await start(addMediaToApp(createServer(), siteOf(tree), { log: () => {} }));
    expect((await server.ask("/page")).text).toContain("listens to no request");
  });

  test("is started and ended with the whole, however deep it is mounted", async () => {
    using tree = createTree();
    const events: string[] = [];
    const create = (name: string): NodeApplication => {
      const app = Fastify();
      app.addHook("onReady", async () => void events.push(`${name} ready`));
      return app.addHook("onClose", async () => void events.push(`${name} closed`));
    };
    const inner = addMediaToApp(say, siteOf(tree)).mount("/deep", create("deep"));
    const full = addMediaToApp(create("main"), siteOf(tree)).mount("/inner", inner);
    await full.ready();
    expect(events.toSorted()).toEqual(["deep ready", "main ready"]);
    await full.close();
    expect(events.toSorted()).toEqual(["deep closed", "deep ready", "main closed", "main ready"]);
  });

  test.each([undefined, null, 1, "app", {}, [], new Map()])("cannot be %s", (app) => {
    using tree = createTree();
    expect(() => addMediaToApp(app as unknown as NodeApplication, siteOf(tree))).toThrow(
      expect.objectContaining({ code: "APPLICATION_UNUSABLE" }),
    );
  });
});

test("three lines bring every app's media to an Express site", async () => {
  using tree = createTree({ "media/x.css": "css" });
  const site = { ...siteOf(tree), root: tree.root };
  const app = express();
  app.get("/", (_, response) => void response.send("home"));
  const server = await addMediaToApp(app, site).listen(0);
  await using running = await run(server);
  expect((await running.ask("/media/x.css")).text).toBe("css");
  expect((await running.ask("/")).text).toBe("home");
});
