import type { Tree } from "@mediaroot/core/testing";

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
