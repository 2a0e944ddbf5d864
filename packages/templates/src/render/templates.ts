import type { LoadedApp, MediaUrlOf, Project, TemplateFilter } from "@mediaroot/core";
import { collectAdditions } from "../page/template-additions.ts";
import { bindSettingsExpander, exposedSettings } from "../compile/exposed-settings.ts";
import type { OnMissingMedia } from "../page/media-check.ts";
import { createPageMedia } from "../page/page-media.ts";
import type { TemplatePlace } from "../lookup/template-entry.ts";
import { createTemplateOrigins, type TemplateOrigins } from "../lookup/template-origins.ts";
import { jsonScript, pageGlobals } from "../page/template-globals.ts";
import { TemplateEnvironment } from "./template-environment.ts";
import type { TemplateGlobals } from "../template-values.ts";
import { createTemplateStore, type TemplateStore } from "./template-store.ts";
import type { WarnOfTemplate } from "../errors.ts";

/** The templates of a site. */
export interface Templates {
  /** The template directories in the order of lookup, absolute. They need not exist. */
  readonly directories: readonly string[];
  /**
   * Finds a template.
   *
   * @param name the path below a template directory, or a list of such paths
   * @returns the file of the first that exists, absolute; undefined if none does
   * @throws TemplateError for what cannot be a name, and for files that cannot be read
   */
  find(name: string | readonly string[]): string | undefined;
  /**
   * Looks for a template in all directories.
   *
   * @param name the path below a template directory
   */
  trace(name: string): TemplateTrace;
  /**
   * Renders a template.
   *
   * @param name the path below a template directory: `blog/post.html`; or a list of such paths, of which the first that exists is taken
   * @param context the values that the template, its parents and its includes see. `media`, `csrf_token` and `csp_nonce` have a
   *   meaning, see docs/templates.md
   * @param shared values that imported macros see too. The context wins over them
   * @throws TemplateError
   * @example templates.render("blog/post.html", { post })
   */
  render(name: string | readonly string[], context?: object, shared?: object): string;
}

/** How a template was looked for: each place in order, and similar names; or the reason why the name was refused. */
export type TemplateTrace =
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "looked"; readonly places: readonly TemplatePlace[]; readonly near: readonly string[] };

/** Options of `createTemplates`. */
export interface TemplatesOptions {
  /**
   * Values that all templates see, such as `url_for`.
   *
   * @default none
   */
  readonly globals?: TemplateGlobals;
  /**
   * Gives `media_url` and media declarations their URLs. Default: with DEBUG off the content-named URL that MEDIA_MANIFEST has, else the
   * path under MEDIA_URL.
   */
  readonly mediaUrl?: MediaUrlOf | undefined;
  /**
   * Called once for each path that a page names and that is not there. With DEBUG off: a file of an app that MEDIA_MANIFEST does not
   * name. With DEBUG on: a path of `media_url()`, a media declaration or `imports` that no media source has, with similar paths.
   *
   * @default nothing is called
   */
  readonly onMissingMedia?: OnMissingMedia | undefined;
  /**
   * Called with probable mistakes in templates while DEBUG is on.
   *
   * @default they are ignored
   */
  readonly onWarning?: WarnOfTemplate;
}

/**
 * Creates the nunjucks environment for the templates of a project and its installed apps. Values are escaped.
 *
 * @param project the project, from `loadProject`
 * @param apps the apps, from `loadAppConfig`, in the order of INSTALLED_APPS
 * @throws TEMPLATE_DELIMITERS_INVALID, TEMPLATE_NAMES_INVALID, TEMPLATE_NAME_CLASH, IMPORT_CLASH, MANIFEST_INVALID, MANIFEST_NEWER
 * @example
 * const project = await loadProject();
 * const apps = await Promise.all(project.registry.apps.map((app) => loadAppConfig(app)));
 * createTemplates(project, apps).render("blog/index.html", { posts });
 */
export function createTemplates(
  project: Project,
  apps: readonly LoadedApp[],
  options: TemplatesOptions = {},
): Templates {
  const warn: WarnOfTemplate = (warning) => {
    if (project.debug) options.onWarning?.(warning);
  };
  const origins = createTemplateOrigins(project, apps);
  const exposed = exposedSettings(project);
  const { mediaUrl, onMissingMedia: onMissing = () => {} } = options;
  const media = createPageMedia(project, apps, { mediaUrl, onMissing });
  const expand = bindSettingsExpander({ ...media, exposed, warn });
  const { debug } = project;
  const store = createTemplateStore({ origins, expand, checked: debug, permanent: !debug });
  const environment = new TemplateEnvironment(store, warn);
  environment.addFilter("json_script", jsonScript);
  const { FILTERS, GLOBALS } = project.settings.TEMPLATES;
  addFilters(environment, FILTERS, apps);
  const builtIn = {
    ...environment.globals,
    ...Object.fromEntries(exposed),
    media_url: media.mediaUrl,
    json_script: jsonScript,
    ...options.globals,
  };
  const names = [...Object.keys(builtIn), ...Object.keys(pageGlobals(() => undefined, media)), "app_label"];
  const globals = collectAdditions({ kind: "global", project: GLOBALS, apps, builtIn: names });
  const own = layered(null, { ...Object.fromEntries(globals), ...builtIn });
  return {
    ...createLookup(origins, store),
    render(name, context = {}, shared = {}) {
      const values: TemplateGlobals = { ...context };
      const around = layered(own, shared);
      const value = (key: string): unknown => (Object.hasOwn(values, key) ? values[key] : around[key]);
      return environment.renderTemplate(name, values, layered(around, pageGlobals(value, media)));
    },
  };
}

function createLookup(
  origins: TemplateOrigins,
  store: TemplateStore,
): Pick<Templates, "directories" | "find" | "trace"> {
  return {
    directories: origins.directories,
    find(name) {
      for (const one of [name].flat()) {
        const found = origins.find(one, 0, undefined);
        if ("file" in found) return found.file;
      }
      return undefined;
    },
    trace(name) {
      const places = origins.trace(name);
      if (typeof places === "string") return { kind: "refused", reason: places };
      return { kind: "looked", places, near: store.near([name]) };
    },
  };
}

function addFilters(environment: TemplateEnvironment, project: object, apps: readonly LoadedApp[]): void {
  const builtIn = Object.keys(environment.filters);
  for (const [name, filter] of collectAdditions({ kind: "filter", project, apps, builtIn })) {
    environment.addFilter(name, filter as TemplateFilter);
  }
}

/** @returns the properties of `above`, which hide those of `below`. Getters stay getters */
function layered(below: object | null, above: object): TemplateGlobals {
  return Object.create(below, Object.getOwnPropertyDescriptors(above)) as TemplateGlobals;
}
