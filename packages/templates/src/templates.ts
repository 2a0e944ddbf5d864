import { createMediaUrl, type LoadedApp, loadPublishedUrls, type MediaUrlOf, type Project } from "@mediaroot/core";
import { createSettingsExpander, exposedSettings } from "./exposed-settings.ts";
import { createTemplateOrigins } from "./template-origins.ts";
import { jsonScript, pageGlobals } from "./template-globals.ts";
import { TemplateEnvironment } from "./template-environment.ts";
import type { TemplateGlobals } from "./template-values.ts";
import { createTemplateStore } from "./template-store.ts";
import type { WarnOfTemplate } from "./template-warning.ts";

/** The templates of one site. */
export interface Templates {
  /** Where templates are looked for, in order; absolute, and need not exist. */
  readonly directories: readonly string[];
  /**
   * Renders a template.
   *
   * @param name its path below a template directory: `teslablog/post.html`
   * @param context what it, its parents and what it includes see; `media`, `csrf_token` and `csp_nonce` have a meaning
   * @param shared what imported macros see as well; the context wins over it
   * @throws TemplateError
   */
  render(name: string, context?: object, shared?: object): string;
}

/** What a site adds. */
export interface TemplatesOptions {
  /** What every template sees, such as `url_for`. */
  readonly globals?: TemplateGlobals;
  /**
   * Gives `media_url` and media declarations their URLs. Default: with DEBUG off the content-named URL that MEDIA_MANIFEST has, else the
   * path under MEDIA_URL.
   */
  readonly mediaUrl?: MediaUrlOf | undefined;
  /** Called once for each file of an app that a page names and MEDIA_MANIFEST does not. Default: nothing is called. */
  readonly onMissingMedia?: ((logicalPath: string) => void) | undefined;
  /** Hears of probable mistakes while DEBUG is on. Default: nobody. */
  readonly onWarning?: WarnOfTemplate;
}

/**
 * One environment for the templates of a project and its installed apps: autoescaping nunjucks.
 *
 * @param apps in the order of INSTALLED_APPS
 * @throws TEMPLATE_DELIMITERS_INVALID
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
  const published =
    options.mediaUrl === undefined ? loadPublishedUrls(project, options.onMissingMedia ?? (() => {})) : undefined;
  const hashedPathOf = published?.pathOf ?? (() => undefined);
  const expand = createSettingsExpander({ exposed, hashedPathOf, warn });
  const { debug } = project;
  const store = createTemplateStore({ origins, expand, checked: debug, lasting: !debug });
  const environment = new TemplateEnvironment(store, warn);
  environment.addFilter("json_script", jsonScript);
  const mediaUrl = createMediaUrl(options.mediaUrl ?? published?.urlOf ?? project.mediaUrl);
  const own = layered(null, {
    ...environment.globals,
    ...Object.fromEntries(exposed),
    media_url: mediaUrl,
    json_script: jsonScript,
    ...options.globals,
  });
  return {
    directories: origins.directories,
    render(name, context = {}, shared = {}) {
      const values: TemplateGlobals = { ...context };
      const around = layered(own, shared);
      const value = (key: string): unknown => (Object.hasOwn(values, key) ? values[key] : around[key]);
      return environment.renderTemplate(name, values, layered(around, pageGlobals(value, mediaUrl)));
    },
  };
}

/** @returns what `above` has, and below it what `below` has; getters stay getters */
function layered(below: object | null, above: object): TemplateGlobals {
  return Object.create(below, Object.getOwnPropertyDescriptors(above)) as TemplateGlobals;
}
