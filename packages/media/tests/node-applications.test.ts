import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createTree } from "@mediaroot/core/testing";
import connect from "connect";
import express from "express";
import Fastify from "fastify";
import { Hono } from "hono";
import Koa from "koa";
import polka from "polka";
import { describe, expect, test } from "vitest";
import { run, siteOf } from "./media.test.support.ts";
import { say, start } from "./add-media.test.support.ts";
import { addMediaToApp } from "../src/application/full-app.ts";
import type { NodeApplication } from "../src/application/node-application.ts";

const seen = ({ method, url }: Pick<IncomingMessage, "method" | "url">): object => ({ method, url });

const applications: Readonly<Record<string, () => NodeApplication>> = {
  "a function": () => say,
  "an http.Server": () => createServer(say),
  Fastify() {
    const app = Fastify();
    app.register(async (scope) => {
      scope.all("/*", (request, reply) => reply.send(JSON.stringify(seen(request))));
    });
    return app;
  },
  Express: () => express().use((request, response) => response.send(JSON.stringify(seen(request)))),
  Connect: () => connect().use((request, response) => response.end(JSON.stringify(seen(request)))),
  polka: () =>
    polka().use((request: IncomingMessage, response: ServerResponse) => response.end(JSON.stringify(seen(request)))),
  Koa: () => new Koa().use((context) => void (context.body = JSON.stringify(seen(context)))),
  Hono() {
    const app = new Hono();
    app.all("*", (context) => {
      const url = new URL(context.req.url);
      return context.text(JSON.stringify({ method: context.req.method, url: url.pathname + url.search }));
    });
    return app;
  },
};

describe.each(Object.entries(applications))("%s", (_, create) => {
  test("gets what is not media's, with its body, and media goes around it", async () => {
    using tree = createTree({ "media/x.css": "css", "admin/media/y.css": "app's" });
    await using server = await start(addMediaToApp(create(), siteOf(tree, ["admin"])));
    expect((await server.ask("/media/x.css")).text).toBe("css");
    expect((await server.ask("/media/admin/y.css")).text).toBe("app's");
    const response = await fetch(`http://127.0.0.1:${server.port}/page?x=1`);
    expect(await response.json()).toMatchObject({ method: "GET", url: "/page?x=1" });
  });

  test("works as a listener of one's own server, from the first request on", async () => {
    using tree = createTree({ "media/x.css": "css" });
    await using server = await run(addMediaToApp(create(), siteOf(tree)));
    const answers = await Promise.all(
      ["/a", "/media/x.css", "/b"].map(async (url) => (await fetch(`http://127.0.0.1:${server.port}${url}`)).text()),
    );
    expect(answers[0]).toContain("/a");
    expect(answers[1]).toBe("css");
    expect(answers[2]).toContain("/b");
  });

  test("can be mounted, and sees its URLs without the prefix", async () => {
    using tree = createTree({ "media/x.css": "css" });
    const full = addMediaToApp(say, siteOf(tree)).mount("/f", create());
    await using server = await start(full);
    const ask = async (url: string): Promise<unknown> => (await fetch(`http://127.0.0.1:${server.port}${url}`)).json();
    expect(await ask("/f/page?x=1")).toMatchObject({ method: "GET", url: "/page?x=1" });
    expect(await ask("/f")).toMatchObject({ url: "/" });
    expect(await ask("/fffzzz")).toEqual({ method: "GET", url: "/fffzzz" });
  });
});
