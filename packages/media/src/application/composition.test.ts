import { createTree } from "@mediaroot/core/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { addMediaToApp, type FullApp } from "./full-app.ts";
import type { RequestListener } from "./application.ts";
import { run, siteOf } from "../../tests/media.test.support.ts";

interface Mount {
  readonly prefix: string;
  readonly isDirectory: boolean;
}

const segments = fc.array(fc.constantFrom("f", "fff"), { minLength: 1, maxLength: 3 });
const path = segments.map((names) => `/${names.join("/")}`);
const mounts = fc.uniqueArray(fc.record<Mount>({ prefix: path, isDirectory: fc.boolean() }), {
  selector: ({ prefix }) => prefix,
  maxLength: 8,
});

const say =
  (name: string): RequestListener =>
  (request, response) =>
    void response.end(`${name} ${request.url}`);

/** The longest prefix that holds a target, by whole segments: the rule, once more and in other words. */
function ownerOf(target: string, all: readonly Mount[]): Mount | undefined {
  return all
    .filter(({ prefix }) => target === prefix || target.startsWith(`${prefix}/`))
    .toSorted((a, b) => b.prefix.length - a.prefix.length)[0];
}

function answered(text: string): string {
  return /no media at/.test(text) ? "a directory" : text;
}

test("each path has one owner, the longest prefix, and the front leaves to the worker what is an application's", async () => {
  using tree = createTree({ "media/": "", "files/": "" });
  await fc.assert(
    fc.asyncProperty(mounts, fc.array(path, { minLength: 1, maxLength: 5 }), async (all, targets) => {
      const whole = addMediaToApp(say("main"), siteOf(tree));
      for (const { prefix, isDirectory } of all) whole.mount(prefix, isDirectory ? tree.path("files") : say(prefix));
      const front = addMediaToApp(
        say("worker"),
        siteOf(tree, [], {
          mounts: all
            .filter(({ isDirectory }) => isDirectory)
            .map(({ prefix }) => ({ prefix, directory: tree.path("files") })),
          applicationMounts: all
            .filter(({ isDirectory }) => !isDirectory)
            .map(({ prefix }) => ({ prefix, application: "x" })),
        }),
      );
      const ask = async (app: FullApp, target: string): Promise<string> => {
        await using server = await run(app);
        return answered((await server.ask(target)).text);
      };
      for (const target of targets.map((start) => `${start}/page`)) {
        const owner = ownerOf(target, all);
        const expected =
          owner === undefined ? `main ${target}` : `${owner.prefix} ${target.slice(owner.prefix.length)}`;
        expect(await ask(whole, target)).toBe(owner?.isDirectory === true ? "a directory" : expected);
        expect(await ask(front, target)).toBe(owner?.isDirectory === true ? "a directory" : `worker ${target}`);
      }
    }),
    { numRuns: 40 },
  );
});
