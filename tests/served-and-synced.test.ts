import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { Agent, createServer, get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { encodeSegments, loadProject, type Project } from "@mediaroot/core";
import { createTree, type TestTree, type Tree } from "@mediaroot/core/testing";
import { addMediaToApp } from "@mediaroot/media";
import { applySync, planSync } from "@mediaroot/syncmedia";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const IGNORE = [".*", "*~", "CVS", "*.map"];
const PLAIN = ["a.css", "A.css", "js", "js/x.js", "js/deep/y.js", "é.txt", "e\u0301.txt", "a b#%+?&'.txt", "__proto__"];
/** Left out by MEDIA_IGNORE, or since no URL or no Windows can hold them; and one that is let in again. */
const ODD = [".env", "js/x.js~", "CVS/Entries", "x.map", "con.txt", "trailing.", "js/a:b", ".well-known/z.txt"];
const APPS = ["admin", "blog"] as const;
/** Links of an app: into its own media, out of it, to nowhere, round in a circle. */
const LINKS = ["a.css", "js", "../../secret.txt", "../../secret", "nowhere", "linked", "."];

const content = fc.constantFrom("", "1", "two", "\u0000\u00FFbytes");
const appTree = fc.record({
  files: fc.dictionary(fc.constantFrom(...PLAIN, ...ODD), content),
  link: fc.option(fc.constantFrom(...LINKS)),
});
const overrides = fc.dictionary(
  fc.tuple(fc.constantFrom(...APPS, "uploads"), fc.constantFrom(...PLAIN)).map((parts) => parts.join("/")),
  content,
);
const sites = fc.record({ admin: appTree, blog: appTree, overrides });
type Site = typeof sites extends fc.Arbitrary<infer Value> ? Value : never;

/** Without the files whose place a directory has, or the reverse: the first of the two stays. */
function buildable(tree: Readonly<Record<string, string>>): Tree {
  const taken = new Set<string>();
  return Object.fromEntries(
    Object.entries(tree).filter(([file]) => {
      const parts = file.split("/");
      const above = parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("/"));
      const isFree = !taken.has(`${file}/`) && above.every((directory) => !taken.has(directory));
      if (isFree) for (const place of [file, ...above.map((directory) => `${directory}/`)]) taken.add(place);
      return isFree;
    }),
  );
}

async function build(tree: TestTree, { overrides: own, ...apps }: Site): Promise<Project> {
  const files = Object.entries(apps).flatMap(([app, { files: inside }]) =>
    Object.entries(inside).map(([file, text]) => [`${app}/media/${file}`, text] as const),
  );
  const mine = Object.entries(own).map(([file, text]) => [`media/${file}`, text] as const);
  tree.write({ "secret.txt": "secret", "secret/s.txt": "secret", "media/": "", "admin/": "", "blog/": "" });
  tree.write(buildable(Object.fromEntries([...files, ...mine])));
  for (const app of APPS) {
    const { link } = apps[app];
    if (link !== null) tree.write({ [`${app}/media/linked`]: { link } });
  }
  const settings = { DEBUG: true, INSTALLED_APPS: APPS.map((app) => `./${app}`), MEDIA_IGNORE: IGNORE };
  tree.write({ "settings.mjs": `export default ${JSON.stringify(settings)};` });
  return loadProject({ directory: tree.root });
}

/** Each path that may be asked for: whatever stands in a source or in the target, files and directories, allowed or not. */
function pathsOf(tree: TestTree, target: string): ReadonlySet<string> {
  const below = (directory: string): readonly string[] => {
    const found = existsSync(directory) ? readdirSync(directory, { recursive: true, encoding: "utf8" }) : [];
    // Once round a circle is enough.
    return found.filter((file) => !file.includes("linked/linked"));
  };
  const apps = APPS.flatMap((app) => below(tree.path(app, "media")).map((file) => `${app}/${file}`));
  const linked = APPS.flatMap((app) =>
    ["linked/x.js", "linked/s.txt", "linked/linked"].map((file) => `${app}/${file}`),
  );
  return new Set([...apps, ...linked, ...below(tree.path("media")), ...below(target)]);
}

function heldBy(target: string, file: string): string | undefined {
  const stats = statSync(`${target}/${file}`, { throwIfNoEntry: false });
  const isState = file.split("/").includes(".syncmedia");
  return stats?.isFile() === true && !isState ? readFileSync(`${target}/${file}`, "latin1") : undefined;
}

async function servedBy(project: Project, paths: Iterable<string>): Promise<ReadonlyMap<string, string | undefined>> {
  const server = createServer(addMediaToApp((_, response) => response.writeHead(418).end(), project));
  await once(server.listen(0, "127.0.0.1"), "listening");
  const media = `http://127.0.0.1:${(server.address() as AddressInfo).port}/media/`;
  const agent = new Agent({ keepAlive: true });
  const served = new Map<string, string | undefined>();
  for (const file of paths) {
    const request = get(media + encodeSegments(file.split("/")), { agent });
    const [answer] = (await once(request, "response")) as [IncomingMessage];
    const body = (await buffer(answer)).toString("latin1");
    // A directory without its slash is redirected.
    expect([200, 301, 404]).toContain(answer.statusCode);
    served.set(file, answer.statusCode === 200 ? body : undefined);
  }
  agent.destroy();
  server.close();
  server.closeAllConnections();
  return served;
}

describe("after strategy sync", () => {
  test.each([
    { where: "in place", target: "media" },
    { where: "elsewhere", target: "dist" },
  ])(
    "what the dev server serves equals what the target holds, path for path and byte for byte: $where",
    async ({ target }) => {
      await fc.assert(
        fc.asyncProperty(sites, async (site) => {
          using tree = createTree();
          const project = await build(tree, site);
          const developed = await servedBy(project, pathsOf(tree, tree.path(target)));
          await applySync(planSync(project, { strategy: "sync", to: tree.path(target) }));
          const paths = pathsOf(tree, tree.path(target));
          const served = await servedBy(project, paths);
          const held = new Map([...paths].map((file) => [file, heldBy(tree.path(target), file)]));
          expect(served).toEqual(held);
          // And nothing is other than it was while no copy was there.
          for (const [file, body] of developed) expect([file, served.get(file)]).toEqual([file, body]);
        }),
        { numRuns: 20 },
      );
    },
    60_000,
  );
});
