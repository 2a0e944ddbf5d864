import { createTree, type TestTree, type Tree } from "@mediaroot/core/testing";

/** The text of a settings file with the app `blog`. */
export function settings(more = ""): string {
  return `export default { DEBUG: true, INSTALLED_APPS: ["./blog"], URLS: { "/": "blog" }, ${more} };`;
}

/**
 * The code of an app.
 *
 * @param answer the expression that `/` answers with
 * @param top what stands before everything
 */
export function app(answer: string, top = ""): string {
  return `${top}\nexport default { routes: async (app: { get: Function; post: Function }) => {
    app.get("/", async () => ${answer});
    app.get("/crash", async () => { setTimeout(() => { throw new Error("crashed on purpose"); }, 5); return "soon"; });
    app.get("/boom", async () => { throw new Error("boom on purpose"); });
    app.post("/", async (request: { body: { length: number } }) => String(request.body.length));
  } };`;
}

/** A site of one app that answers and has media. */
export function siteFiles(answer = `"one"`): Tree {
  return { "settings.ts": settings(), "blog/app.ts": app(answer), "blog/media/a.css": "a{}", "media/.keep": "" };
}

/** Makes such a site. */
export function createSite(answer?: string): TestTree {
  return createTree(siteFiles(answer));
}
