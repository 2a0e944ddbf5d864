import type { FastifyInstance } from "fastify";

/** Something that a plugin adds to Fastify, and that is there already. */
export interface PluginClash {
  /** `the decorator "cookies"` */
  readonly what: string;
  /** Code that asks whether it is there: `app.hasRequestDecorator("cookies")`. */
  readonly test: string;
  /** The package that adds it the second time; undefined for the app's own code. */
  readonly plugin: string | undefined;
  /** The plugin or app that added it first. */
  readonly other: string;
}

const OF_MEDIAROOT = new Set(["app_label", "url_for"]);
const PACKAGE = /node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)[\\/](?!.*node_modules)/;
const OF_FASTIFY = new Set(["fastify", "fastify-plugin", "avvio"]);

/**
 * Explains an error by which Fastify refuses what an app adds.
 *
 * @param error what mounting the app ended with
 * @param site the scope that holds all apps
 * @returns undefined unless it was refused because `site` has it
 */
export function pluginClash(error: unknown, site: FastifyInstance): PluginClash | undefined {
  if (!(error instanceof Error)) return undefined;
  const [, name = ""] = /'(.*)'/.exec(error.message) ?? [];
  const isThere = "code" in error ? methodOf(error.code, name, site) : undefined;
  if (isThere === undefined) return undefined;
  const what = isThere === "hasContentTypeParser" ? `the parser of ${name}` : `the decorator "${name}"`;
  const test = `app.${isThere}(${JSON.stringify(name)})`;
  return { what, test, plugin: packageOf(error), other: OF_MEDIAROOT.has(name) ? "Mediaroot" : setupOf(site) };
}

const DECORATORS = ["hasDecorator", "hasRequestDecorator", "hasReplyDecorator"] as const;

/** @returns the method that says that `site` has what was refused */
function methodOf(
  code: unknown,
  name: string,
  site: FastifyInstance,
): (typeof DECORATORS)[number] | "hasContentTypeParser" | undefined {
  if (code === "FST_ERR_DEC_ALREADY_PRESENT") return DECORATORS.find((method) => site[method](name));
  const isParser = code === "FST_ERR_CTP_ALREADY_PRESENT" && site.hasContentTypeParser(name);
  return isParser ? "hasContentTypeParser" : undefined;
}

/** The package of the first frame outside of Fastify. */
function packageOf({ stack = "" }: Error): string | undefined {
  const packages = stack.split("\n").flatMap((line) => PACKAGE.exec(line)?.[1]?.replace("\\", "/") ?? []);
  return packages.find((name) => !OF_FASTIFY.has(name));
}

function setupOf({ project }: FastifyInstance): string {
  const { SETUP } = project.settings;
  return SETUP === undefined ? "`setup` of createApplication" : `SETUP (${SETUP})`;
}
