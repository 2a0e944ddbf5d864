import type { MediarootError } from "@mediaroot/core";
import { loadProject } from "@mediaroot/core";
import { createTree, type Tree } from "@mediaroot/core/testing";
import { expect } from "vitest";
import { loadFullApp } from "../src/load/load-full-app.ts";

/** The source of an application that says its name and the URL. */
export const say = (name: string): string => `(request, response) => response.end("${name} " + request.url)`;

/** A site with an application of each shape. */
export const SITE: Tree = {
  "settings.mjs": `export default { DEBUG: true };`,
  "media/x.css": "css",
  "server.mjs": `export const app = ${say("app")}; export default ${say("default")};
    export const createApp = async () => ${say("made")}; export const later = Promise.resolve(${say("later")});
    export const adapter = Object.assign((request, ...rest) => (${say("adapter")})(request, ...rest), { fetch() {} });`,
};

/** A settings file, given the body of its object. */
export const settings = (body: string): Tree => ({ "settings.mjs": `export default { DEBUG: true, ${body} };` });

/** @returns the error that loading a site of `SITE` and these files ends with */
export async function faultOf(tree: Tree): Promise<MediarootError> {
  using site = createTree({ ...SITE, ...tree });
  return await loadFullApp(await loadProject({ directory: site.root })).then(
    () => expect.fail("it loaded"),
    (error: MediarootError) => error,
  );
}
