import { chmodSync } from "node:fs";
import { delimiter } from "node:path";
import { createTree, type TestTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { runCli, startCli, until } from "./cli.test.support.ts";
import { shareSite } from "./shared-site.test.support.ts";

const app = (answer: string): string =>
  `console.log("printed by the app");
  export default { routes: async (app: { get: Function }) => { app.get("/", async () => ${answer}); } };`;
const FILES = {
  "settings.ts": `export default { DEBUG: true, INSTALLED_APPS: ["./blog"], URLS: { "/": "blog" } };`,
  "blog/app.ts": app(`"one"`),
};
const site = (): TestTree => createTree(FILES);

describe("the options of devserver start", () => {
  test.each(["many", "70000", "-1", "80.5", "0x50", "", "1e3"])("--port %o ends with 2 and says why", async (port) => {
    using tree = site();
    const { code, stdout, stderr } = await runCli(tree.root, ["start", `--port=${port}`]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("A port is a number from 0 to 65535.");
  });

  test("a media directory that INSTALLED_APPS names and that is not there is reported once, with what is near", async () => {
    using tree = site();
    const settings = FILES["settings.ts"].replace('"./blog"', '{ name: "./blog", media: "dst" }');
    tree.write({ "settings.ts": settings, "blog/dist/x.css": "" });
    await using server = await startCli(tree.root);
    const { message } = await server.event("warning");
    expect(message).toContain(
      `${tree.path("blog/dst")}, does not exist, though INSTALLED_APPS names it. Did you mean "dist"?`,
    );
    tree.write({ "settings.ts": `${settings} //` });
    await server.event("ready", ({ cause }) => cause !== undefined);
    expect(server.events.filter(({ kind }) => kind === "warning")).toHaveLength(1);
  });

  test("--host that no machine has ends with 1 and names the flag", async () => {
    using tree = site();
    const { code, stderr } = await runCli(tree.root, ["start", "--port", "0", "--host", "203.0.113.7"]);
    expect(code).toBe(1);
    expect(stderr).toContain("ADDRESS_REFUSED");
    expect(stderr).toContain("--host");
    expect(stderr).not.toContain("    at ");
  });

  test("--host without an address listens on all, and answers by number but by no unknown name", async () => {
    using tree = site();
    await using server = await startCli(tree.root, ["--host"]);
    const { url, network } = await server.event("listening");
    expect(new URL(url).hostname).toBe("localhost");
    for (const one of network) expect(new URL(one).port).toBe(new URL(url).port);
    for (const one of [url, ...network]) expect(await (await fetch(one)).text()).toBe("one");
  });

  test("--json writes one object a line, each with its time, and what the application prints goes elsewhere", async () => {
    using tree = site();
    await using server = await startCli(tree.root);
    await server.get("/");
    tree.write({ "blog/app.ts": app(`"two"`) });
    expect((await server.get("/")).text).toBe("two");
    await server.event("ready", ({ cause }) => cause === "blog/app.ts");
    await server.event("request", ({ url, status }) => url === "/" && status === 200);
    const times = server.events.map((event) => ("time" in event ? String(event.time) : ""));
    expect(times.filter((time) => Number.isNaN(Date.parse(time)))).toEqual([]);
    expect(times.toSorted()).toEqual(times);
    expect(server.stderr()).toContain("printed by the app");
    // The worker that was replaced has ended by now, as it was asked to.
    await server.end("SIGTERM");
    expect(server.events.filter(({ kind }) => kind === "crashed")).toEqual([]);
  });

  test.runIf(process.platform === "linux")("--open says so when the system's browser does not start", async () => {
    using tree = site();
    tree.write({ "bin/xdg-open": "#!/bin/sh\nexit 3\n" });
    chmodSync(tree.path("bin/xdg-open"), 0o755);
    const env = { PATH: tree.path("bin") + delimiter + process.env["PATH"] };
    await using server = await startCli(tree.root, ["--open"], env);
    const printed = await until(() => (server.stderr().includes("browser") ? server.stderr() : undefined));
    expect(printed).toContain(`Could not open a browser: xdg-open ended with 3. The address is ${server.url}\n`);
  });

  test("--json reports the error that nothing could be served for as JSON too", async () => {
    using tree = createTree();
    const { code, stdout } = await runCli(tree.root, ["find", "x", "--json"]);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: "SETTINGS_NOT_FOUND" }, exitCode: 2 });
  });

  test("NO_COLOR and FORCE_COLOR are heeded", async () => {
    using tree = createTree();
    const coloured = async (env: NodeJS.ProcessEnv): Promise<boolean> =>
      (await runCli(tree.root, ["start", "--port", "0"], env)).stderr.includes("\u001B[");
    expect(await coloured({})).toBe(false);
    expect(await coloured({ FORCE_COLOR: "1" })).toBe(true);
    expect(await coloured({ NO_COLOR: "1" })).toBe(false);
  });

  test("--help and --version answer on stdout with 0, a wrong command suggests the right one with 2", async () => {
    using tree = createTree();
    expect(await runCli(tree.root, ["--version"])).toMatchObject({ code: 0, stderr: "" });
    const help = await runCli(tree.root, ["start", "--help"]);
    expect(help.code).toBe(0);
    for (const option of ["--host", "--port", "--strict-port", "--open", "--settings", "--json", "q  quit"]) {
      expect(help.stdout).toContain(option);
    }
    const wrong = await runCli(tree.root, ["strat"]);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain("Did you mean start?");
  });
});

describe("a running devserver start", () => {
  const shared = shareSite(FILES);

  test("reads nothing from a pipe", async () => {
    const { server } = shared;
    server.child.stdin?.end("q\n");
    await server.event("ready");
    expect((await server.get("/")).text).toBe("one");
    expect(server.child.exitCode).toBe(null);
  });

  test("reports what a restart was for: settings, .env, code", async () => {
    const { server, tree } = shared;
    await server.event("ready");
    for (const [file, text] of Object.entries({
      ".env": "A=1\n",
      "settings.ts": `export default { DEBUG: true, INSTALLED_APPS: ["./blog"], URLS: { "/": "blog" }, MEDIA_URL: "/m/" };`,
      "blog/app.ts": app(`"three"`),
    })) {
      tree.write({ [file]: text });
      await server.event("ready", ({ cause }) => cause === file);
    }
    expect(server.events.filter(({ kind }) => kind === "ready")).toHaveLength(4);
  });
});
