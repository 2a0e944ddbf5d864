import { type ContextFunction, loadProject, type MediarootError, type Project } from "@mediaroot/core";
import { createTree, type TestTree, type Tree } from "@mediaroot/core/testing";
import type { FastifyInstance } from "fastify";
import { type ApplicationOptions, createApplication } from "../src/application.ts";

/** A running site of the apps `blog` (at `/`) and `admin` (at `/admin/`), on a real tree. */
export interface TestSite extends AsyncDisposable {
  readonly app: FastifyInstance;
  readonly tree: TestTree;
  /** What was logged, line by line, without the time. */
  readonly log: readonly { readonly level: number; readonly msg: string }[];
  get(url: string, headers?: Readonly<Record<string, string>>): Promise<Answer>;
}

interface Answer {
  readonly status: number;
  readonly type: string | undefined;
  readonly location: string | undefined;
  readonly body: string;
}

/** How a test site differs from the usual one. */
export interface TestSiteOptions extends ApplicationOptions {
  /** Over `{ DEBUG: true, INSTALLED_APPS, URLS }`. */
  readonly settings?: object;
  /** TEMPLATES.CONTEXT */
  readonly context?: ContextFunction;
}

/** Makes a site whose apps have the given `routes` functions, as source text, and other files. */
export async function createSite(
  files: Tree,
  { settings, context, ...options }: TestSiteOptions = {},
): Promise<TestSite> {
  const tree = siteTree(files, settings);
  const log: { level: number; msg: string }[] = [];
  const stream = { write: (line: string) => void log.push(JSON.parse(line) as (typeof log)[number]) };
  const project = withContext(await loadProject({ directory: tree.root }), context);
  const app = await createApplication(project, { fastify: { logger: { level: "warn", stream } }, ...options });
  return {
    app,
    tree,
    log,
    async get(url, headers = {}) {
      const answer = await app.inject({ url, headers });
      const [type, location] = ["content-type", "location"].map((name) => answer.headers[name]?.toString());
      return { status: answer.statusCode, type, location, body: answer.body };
    },
    async [Symbol.asyncDispose]() {
      await app.close();
      tree[Symbol.dispose]();
    },
  };
}

/** @returns the error that creating the site ends with; fails when there is none */
export async function refusalOf(files: Tree, options: TestSiteOptions = {}): Promise<MediarootError> {
  try {
    await using site = await createSite(files, options);
    await site.app.ready();
  } catch (error) {
    return error as MediarootError;
  }
  throw new Error("the application is created");
}

/** @returns the source of an `app.mjs` with these routes: the body of a function of `app` */
export function routes(body: string): string {
  return `export default { routes: async (app) => { ${body} } };`;
}

/** A function cannot stand in settings that are written as JSON. */
function withContext(project: Project, context: ContextFunction | undefined): Project {
  return {
    ...project,
    settings: { ...project.settings, TEMPLATES: { ...project.settings.TEMPLATES, CONTEXT: context } },
  };
}

function siteTree(files: Tree, settings: object = {}): TestTree {
  const usual = { DEBUG: true, INSTALLED_APPS: ["./blog", "./admin"], URLS: { "/": "blog", "/admin/": "admin" } };
  return createTree({
    "settings.mjs": `export default ${JSON.stringify({ ...usual, ...settings })};`,
    "blog/app.mjs": routes(""),
    "admin/app.mjs": routes(""),
    ...files,
  });
}
