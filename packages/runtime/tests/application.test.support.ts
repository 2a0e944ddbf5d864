import type { ContextFunction, MediarootError, SettingsInput } from "@mediaroot/core";
import type { Tree } from "@mediaroot/core/testing";
import type { ApplicationOptions } from "../src/site/application.ts";
import { createTestSite, type TestSite } from "../src/testing.ts";

/** A site of the apps `blog` (at `/`) and `admin` (at `/admin/`). */
export interface LoggedSite extends TestSite {
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
  readonly settings?: SettingsInput;
  /** TEMPLATES.CONTEXT */
  readonly context?: ContextFunction;
}

/** Makes a site whose apps have the given `routes` functions, as source text, and other files. */
export async function createSite(
  files: Tree,
  { settings, context, ...options }: TestSiteOptions = {},
): Promise<LoggedSite> {
  const log: { level: number; msg: string }[] = [];
  const stream = { write: (line: string) => void log.push(JSON.parse(line) as (typeof log)[number]) };
  const site = await createTestSite({
    files: { "blog/app.mjs": routes(""), "admin/app.mjs": routes(""), ...files },
    settings: {
      INSTALLED_APPS: ["./blog", "./admin"],
      URLS: { "/": "blog", "/admin/": "admin" },
      TEMPLATES: { CONTEXT: context },
      ...settings,
    },
    fastify: { logger: { level: "warn", stream } },
    ...options,
  });
  return {
    ...site,
    log,
    async get(url, headers = {}) {
      const answer = await site.inject({ url, headers });
      const [type, location] = ["content-type", "location"].map((name) => answer.headers[name]?.toString());
      return { status: answer.statusCode, type, location, body: answer.body };
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
