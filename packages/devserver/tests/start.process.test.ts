import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { chmodSync, existsSync, readFileSync, rmSync } from "node:fs";
import { once } from "node:events";
import { connect } from "node:net";
import { delimiter } from "node:path";
import { text } from "node:stream/consumers";
import { createTree, type TestTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { runCli, startCli, until } from "./cli.test.support.ts";
import { openEventStream } from "./event-stream.test.support.ts";
import { shareSite } from "./shared-site.test.support.ts";
import { untilWatched } from "./watched-directories.test.support.ts";
import { app, createSite, siteFiles } from "./start-site.test.support.ts";

describe("devserver start", () => {
  const site = shareSite({ ...siteFiles(), "blog/templates/blog/x.html": "x" });

  test("serves media and the application, and reports which source answered", async () => {
    const { tree, server } = site;
    expect(await server.get("/media/blog/a.css")).toEqual({ status: 200, text: "a{}" });
    expect(await server.get("/")).toEqual({ status: 200, text: "one" });
    tree.write({ "media/blog/a.css": "override{}" });
    expect((await server.get("/media/blog/a.css")).text).toBe("override{}");
    await server.event("request", ({ url, source }) => url === "/media/blog/a.css" && source === "blog");
    await server.event("request", ({ url, source }) => url === "/media/blog/a.css" && source === "project");
    await server.event("request", ({ url, source, status }) => url === "/" && source === undefined && status === 200);
    rmSync(tree.path("media/blog"), { recursive: true });
  });

  test("refuses a host that is not the site's, with the settings line to write", async () => {
    await site.server.event("ready");
    for (const target of ["/", "/media/blog/a.css", "/__devserver/"]) {
      const answer = await rawGet(site.server.url, target, "evil.example");
      expect(answer).toContain("HTTP/1.1 403");
      expect(answer).toContain("ALLOWED_HOSTS");
      await site.server.event("request", ({ url, status }) => url === target && status === 403);
    }
  });

  test("restarts for code alone: neither for media nor for a template", async () => {
    const { tree, server } = site;
    await server.get("/media/blog/a.css");
    for (const directory of ["blog/media", "blog/templates/blog", "blog"])
      await untilWatched(server.child.pid, tree.path(directory));
    using page = await openEventStream(server.url);
    tree.write({ "blog/media/a.css": "b{}" });
    await page.reloaded(1);
    tree.write({ "blog/media/new.js": "1", "blog/templates/blog/x.html": "y" });
    await page.reloaded(2);
    expect((await server.get("/media/blog/a.css")).text).toBe("b{}");
    rmSync(tree.path("blog/media/new.js"));
    expect((await server.get("/media/blog/new.js")).status).toBe(404);
    tree.write({ "blog/app.ts": app(`"two"`) });
    await server.event("ready", ({ cause }) => cause === "blog/app.ts");
    expect(server.events.filter(({ kind }) => kind === "ready")).toHaveLength(2);
  });
});

describe("the start of devserver start", () => {
  test("takes the next free port, and with --strict-port fails", async () => {
    using tree = createSite();
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    await using server = await startCli(tree.root, ["--port", String(port)]);
    expect(await server.event("port-taken")).toMatchObject({ wanted: port });
    expect(new URL(server.url).port).not.toBe(String(port));
    const strict = await runCli(tree.root, ["start", "--port", String(port), "--strict-port"]);
    other.close();
    expect(strict.code).toBe(1);
    expect(strict.stderr).toContain("PORT_IN_USE");
    expect(strict.stderr).not.toContain("    at ");
  });

  test("--open opens its address, and a system without a browser is no reason to end", async () => {
    using tree = createSite();
    tree.write({ "bin/xdg-open": '#!/bin/sh\necho "$1" > opened\n' });
    chmodSync(tree.path("bin/xdg-open"), 0o755);
    await using server = await startCli(tree.root, ["--open"], {
      PATH: tree.path("bin") + delimiter + process.env["PATH"],
    });
    expect(await until(() => readOpened(tree))).toBe(`${server.url}\n`);
    using elsewhere = createSite();
    await using other = await startCli(elsewhere.root, ["--open"], { PATH: "/nowhere" });
    expect((await other.get("/")).text).toBe("one");
    expect(other.stderr()).toContain("Could not open a browser");
  });

  test("ends with 2 without a settings file and on wrong usage", async () => {
    using tree = createTree();
    const missing = await runCli(tree.root, ["start", "--port", "0"]);
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain("SETTINGS_NOT_FOUND");
    expect((await runCli(tree.root, ["start", "--nope"])).code).toBe(2);
    expect((await runCli(tree.root, ["start", "--port", "many"])).code).toBe(2);
    expect((await runCli(tree.root, ["serve"])).code).toBe(2);
  });
});

function readOpened(tree: TestTree): string | undefined {
  const opened = existsSync(tree.path("opened")) ? readFileSync(tree.path("opened"), "utf8") : "";
  return opened === "" ? undefined : opened;
}

async function rawGet(url: string, target: string, host: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.end(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  return text(socket);
}
