import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { createTree } from "@mediaroot/core/testing";
import { startCli } from "./cli.test.support.ts";
import { siteFiles } from "./start-site.test.support.ts";

/** What the front did for some requests. Times are of the processor. */
export interface Turns {
  /** The text of the last answer. */
  readonly text: string;
  readonly longestMs: number;
  readonly allMs: number;
}

/** A dev server with a directory of 100,000 files, `/media/many/`. */
export interface LargeSite extends AsyncDisposable {
  /** GETs a path several times, one after the other. */
  get(path: string, times: number): Promise<Turns>;
}

/** A path below 600 directories. */
export const DEEP: string = `${"d/".repeat(600)}x.css`;

export async function serveLargeSite(): Promise<LargeSite> {
  const tree = createTree(siteFiles());
  mkdirSync(tree.path("media/many"));
  for (let file = 0; file < 100_000; file += 1) writeFileSync(tree.path(`media/many/${file}.css`), "");
  const NODE_OPTIONS = `--import=${import.meta.resolve("./longest-turn.ts")}`;
  const server = await startCli(tree.root, [], { NODE_OPTIONS });
  await server.event("ready");
  const turns = async (): Promise<Omit<Turns, "text">> => {
    server.child.kill("SIGUSR2");
    const [line] = (await once(server.child.stderr ?? process.stdin, "data")) as [Buffer];
    return JSON.parse(String(line)) as Turns;
  };
  return {
    async get(target, times) {
      await turns();
      let text = "";
      for (let count = 0; count < times; count += 1) {
        ({ text } = await server.get(target, { headers: { accept: "text/html" } }));
      }
      return { text, ...(await turns()) };
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      tree[Symbol.dispose]();
    },
  };
}
