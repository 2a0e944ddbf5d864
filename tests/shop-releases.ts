import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { loadProject } from "@mediaroot/core";
import type { TestTree, Tree } from "@mediaroot/core/testing";
import { loadFullApp } from "@mediaroot/runtime";
import { blogEnvironment } from "./blog-copy.ts";

/** What all releases have in common: where they publish to, and where browsers find it. */
export interface ShopMedia {
  readonly target: string;
  readonly url: string;
}

const BESIDE: ShopMedia = { target: "../public", url: "/media/" };

/** The code of a release in a directory of its own. All releases publish to one target, which keeps the last three. */
export function shopCode(release: string, { target, url }: ShopMedia = BESIDE): Tree {
  const mark = `/* release ${release} */`;
  return {
    [`${release}/settings.ts`]: `export default {
      SECRET_KEY: "of the tests", ALLOWED_HOSTS: ["127.0.0.1"], INSTALLED_APPS: ["./shop"], URLS: { "/": "shop" },
      MEDIA_URL: "${url}",
      SYNCMEDIA: { TARGET: "${target}", HASH: true, COMPRESS: ["gzip"], KEEP: { RELEASES: 3, DAYS: 0 } },
    };`,
    [`${release}/shop/app.ts`]: `export default {
      routes: async (app) => { app.get("/", (request, reply) => reply.render("shop/index.html")); },
    };`,
    [`${release}/shop/templates/shop/index.html`]: `<!doctype html><title>${release}</title><link rel="icon" href="data:,">
      <link rel="stylesheet" href="<< MEDIA_URL >>shop/shop.css"><script type="module" src="<< MEDIA_URL >>shop/main.js"></script>
      <button>Pay</button>`,
    [`${release}/shop/media/shop.css`]: `${mark} @import "colours.css";`,
    [`${release}/shop/media/colours.css`]: `${mark} button { color: teal }`,
    [`${release}/shop/media/main.js`]: `${mark} import "./basket.js";
      document.querySelector("button").onclick = async () => (document.title = (await import("./payment.js")).title);`,
    [`${release}/shop/media/basket.js`]: mark,
    [`${release}/shop/media/payment.js`]: `${mark} export const title = "payment of ${release}";`,
  };
}

/** Publishes a release, as a deploy does. */
export async function publishShop(tree: TestTree, release: string): Promise<void> {
  await promisify(execFile)("syncmedia", { cwd: tree.path(release), env: blogEnvironment() });
}

/** An application server that runs the code of a release. */
export interface ShopServer extends AsyncDisposable {
  /** `http://127.0.0.1:8000`, without a slash at the end. */
  readonly address: string;
}

/**
 * Starts an application server. It serves the published media too.
 *
 * @param port 0 for any free port
 */
export async function serveShop(tree: TestTree, release: string, port = 0): Promise<ShopServer> {
  const fullApp = await loadFullApp(await loadProject({ directory: tree.path(release) }), { log: () => {} });
  const server = await fullApp.listen(port, "127.0.0.1");
  const address = server.address();
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await fullApp.close();
  };
  return {
    address: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`,
    [Symbol.asyncDispose]: stop,
  };
}
