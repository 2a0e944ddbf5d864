import path from "node:path";
import type { Tree } from "@mediaroot/core/testing";

/** Where the packages lie that the applications of tests import. */
export const PACKAGES: string = path.join(import.meta.dirname, "../node_modules");

/** A module that exports an Express application as `app`. */
export function express(answer: string): string {
  return `import express from "express";
  export const app = express();
  app.get("/", (request, response) => void response.send(${JSON.stringify(answer)}));`;
}

/** An Express site that brings an app's media in. */
export const EXPRESS_SITE: Tree = {
  "node_modules/express": { link: path.join(PACKAGES, "express") },
  "node_modules/ws": { link: path.join(PACKAGES, "ws") },
  "settings.ts": `export default { DEBUG: true, INSTALLED_APPS: ["./admin"], APPLICATION: "./server.ts#app" };`,
  "server.ts": express("one"),
  "admin/app.ts": `throw new Error("an app that is here for its media does not run");`,
  "admin/media/a.css": "a{}",
  "media/": "",
};
