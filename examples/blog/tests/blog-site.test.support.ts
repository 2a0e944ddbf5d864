import { readFileSync } from "node:fs";
import path from "node:path";
import { loadProject } from "@mediaroot/core";
import { createTree, type TestTree, type Tree } from "@mediaroot/core/testing";
import { type ApplicationOptions, createApplication } from "@mediaroot/runtime";
import type { FastifyInstance, LightMyRequestResponse } from "fastify";
import { adminMigrations } from "../contrib/admin/admin-database.ts";
import { addDemoUser, DEMO_USER } from "../contrib/admin/demo-user.ts";
import { createPasswords } from "../contrib/admin/password.ts";
import { createUsers } from "../contrib/admin/users.ts";
import { createDatabase } from "../contrib/database/database.ts";

const BLOG = path.resolve(import.meta.dirname, "..");

/** A site of the blog's apps in a directory of its own, with a browser that has no JavaScript. */
export interface BlogSite extends AsyncDisposable {
  readonly app: FastifyInstance;
  readonly tree: TestTree;
  /** The messages in the log. */
  readonly log: readonly string[];
  /** Requests a page with the cookies so far, and keeps the new ones. */
  get(url: string): Promise<LightMyRequestResponse>;
  /**
   * Submits a form, with the CSRF token of the page at the same URL unless `fields` has one.
   *
   * @param from the browser's address
   */
  post(url: string, fields: Record<string, string | readonly string[]>, from?: string): Promise<LightMyRequestResponse>;
  logIn(): Promise<void>;
}

/** Options of a site. */
export interface BlogSiteOptions {
  /** `false` is production: no demonstration user. */
  readonly debug?: boolean;
  /** The label of contrib/admin. */
  readonly admin?: string;
  /** Another app of the site: its directory, which is its label and its prefix too. */
  readonly neighbour?: string;
  readonly setup?: ApplicationOptions["setup"];
}

/** Creates a site. */
export async function createBlogSite(files: Tree = {}, options: BlogSiteOptions = {}): Promise<BlogSite> {
  const { debug = true } = options;
  const tree = createTree({
    "settings.mjs": `export default ${JSON.stringify(settings(options))};`,
    ...(debug && { "blog.sqlite": await databaseWithDemoUser() }),
    ...files,
  });
  const project = await loadProject({ directory: tree.root });
  const log: string[] = [];
  const stream = { write: (line: string) => void log.push(String((JSON.parse(line) as { msg: unknown }).msg)) };
  const fastify = { logger: { level: "warn", stream }, trustProxy: true };
  const app = await createApplication(project, { fastify, setup: options.setup });
  const { get, post } = createBrowser(app);
  return {
    app,
    tree,
    log,
    get,
    post,
    logIn: async () => void (await post("/admin/login/", { ...DEMO_USER })),
    async [Symbol.asyncDispose]() {
      await app.close();
      tree[Symbol.dispose]();
    },
  };
}

/** Creates a site whose browser is logged in as the demonstration user. */
export async function createOwnBlogSite(): Promise<BlogSite> {
  const site = await createBlogSite();
  await site.logIn();
  return site;
}

function createBrowser(app: FastifyInstance): Pick<BlogSite, "get" | "post"> {
  const cookies = new Map<string, string>();
  const keep = (response: LightMyRequestResponse): LightMyRequestResponse => {
    for (const { name, value } of response.cookies) cookies.set(name, value);
    return response;
  };
  const headers = (): Record<string, string> => ({
    host: "blog.example",
    cookie: [...cookies].map((pair) => pair.join("=")).join("; "),
  });
  const get = async (url: string): Promise<LightMyRequestResponse> =>
    keep(await app.inject({ url, headers: headers() }));
  const post: BlogSite["post"] = async (url, fields, from = "127.0.0.1") => {
    const token = "csrf_token" in fields ? {} : { csrf_token: tokenIn((await get(url)).body) };
    const pairs = Object.entries({ ...token, ...fields }).flatMap(([name, value]) =>
      [value].flat().map((one): [string, string] => [name, one]),
    );
    const form = { "content-type": "application/x-www-form-urlencoded", ...headers() };
    const payload = String(new URLSearchParams(pairs));
    return keep(await app.inject({ method: "POST", url, headers: form, payload, remoteAddress: from }));
  };
  return { get, post };
}

/** The fields of a post's form. */
export function postFields(
  values: Record<string, string | readonly string[]> = {},
): Record<string, string | readonly string[]> {
  return { title: "A title", body: "Text", status: "published", ...values };
}

/** @returns the CSRF token of the first form of a page */
export function tokenIn(html: string): string {
  return /name="csrf_token" value="([^"]+)"/.exec(html)?.[1] ?? "";
}

let prepared: Promise<Uint8Array> | undefined;

/** A password is hashed slowly on purpose. Here it is hashed fast, and once for all tests of a file. */
function databaseWithDemoUser(): Promise<Uint8Array> {
  prepared ??= (async () => {
    using tree = createTree();
    const file = tree.path("blog.sqlite");
    const database = createDatabase({ file, app: "admin", migrations: adminMigrations });
    await addDemoUser(createUsers(database, createPasswords({ N: 16, r: 1, p: 1 })));
    database.close();
    return readFileSync(file);
  })();
  return prepared;
}

function settings({ debug = true, admin = "admin", neighbour }: BlogSiteOptions): object {
  return {
    DEBUG: debug,
    SECRET_KEY: "a secret of the tests",
    ALLOWED_HOSTS: ["blog.example"],
    INSTALLED_APPS: [
      path.join(BLOG, "teslablog"),
      { name: path.join(BLOG, "contrib/admin"), label: admin },
      { name: path.join(BLOG, "node_modules/easymde"), media: "dist" },
      { name: path.join(BLOG, "node_modules/markdown-it"), media: "dist/browser" },
      ...(neighbour === undefined ? [] : [`./${neighbour}`]),
    ],
    URLS: { "/": "teslablog", "/admin/": admin, ...(neighbour !== undefined && { [`/${neighbour}/`]: neighbour }) },
  };
}
