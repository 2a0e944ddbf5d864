import { once } from "node:events";
import { createServer, IncomingMessage } from "node:http";
import { type AddressInfo, Socket } from "node:net";
import { createTree } from "@mediaroot/core/testing";
import { expect, test } from "vitest";
import { plainReport } from "../error-report/error-report.ts";
import type { CurrentWorker } from "../supervisor/current-worker.ts";
import type { ProjectReport } from "../link/messages.ts";
import type { FrontApplication } from "./front-application.ts";
import { createFrontEndpoints } from "./front-endpoints.ts";
import { createFrontRequests } from "./front-requests.ts";
import { createFrontSite } from "./front-site.ts";

const ignore = (): void => {};
const failed = { kind: "failed", error: plainReport("It throws at once.") } as const;
const current: CurrentWorker = {
  choose: () => failed,
  wait: async () => failed,
  files: () => [],
  haveWritten: () => false,
  templates: () => [],
  refresh: ignore,
  restart: ignore,
};
const application: FrontApplication = Object.assign(ignore, {
  upgrade: ignore,
  refuse: ((_, __, response) => void response.writeHead(500).end()) satisfies FrontApplication["refuse"],
});
const reportOf = (root: string, directory: string): ProjectReport => ({
  root,
  settingsFile: `${root}/settings.ts`,
  apps: [],
  templateDirectories: [],
  warnings: [],
  site: {
    mediaUrl: "/media/",
    adminMediaPrefix: undefined,
    sources: [{ kind: "app", label: "blog", mount: "blog/", directory }],
    ignore: [],
    mounts: [],
    hosts: [],
    indexes: true,
    debug: true,
  },
});

const callbacks = { onRequest: ignore, onServed: ignore, onWarning: ignore, tag: undefined };

test("media is served from the first request on, though the application failed as soon as its project had loaded", async () => {
  using tree = createTree({ "blog/media/a.css": "a{}" });
  const site = createFrontSite(application, { ...callbacks, host: "127.0.0.1" });
  const { answer } = createFrontRequests({
    current,
    site,
    application,
    endpoints: createFrontEndpoints({ isLive: false, project: () => undefined, check: async () => [] }),
    onRequest: ignore,
  });
  const server = createServer((request, response) => {
    // The media route is loaded meanwhile.
    site.set(reportOf(tree.root, tree.path("blog/media")));
    answer(request, response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const answered = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/media/blog/a.css`);
  expect([answered.status, await answered.text()]).toEqual([200, "a{}"]);
  server.close().closeAllConnections();
});

test("a name that --host is given is answered, before a project has loaded and after; no other is", async () => {
  using tree = createTree();
  const site = createFrontSite(application, { ...callbacks, host: "MyBox" });
  const refusalOf = (host: string): number | undefined => {
    const request = Object.assign(new IncomingMessage(new Socket()), { url: "/", headers: { host } });
    return site.refuses(request)?.status;
  };
  const statuses = (): readonly unknown[] => ["mybox:8000", "MYBOX", "localhost", "10.0.0.1", "other"].map(refusalOf);
  const expected = [undefined, undefined, undefined, undefined, 403];
  expect(statuses()).toEqual(expected);
  site.set(reportOf(tree.root, tree.root));
  await site.first;
  expect(statuses()).toEqual(expected);
});
