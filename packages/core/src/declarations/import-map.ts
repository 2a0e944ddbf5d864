import type { LoadedApp } from "../apps/load-app-config.ts";
import { coreError } from "../errors.ts";
import { scriptJson } from "../text.ts";
import { assetIntegrity, assetUrl, renderAttributes, type RenderMediaOptions } from "./media-tags.ts";

/** Bare names of modules, each with a logical path or a URL. */
export type ModuleImports = ReadonlyMap<string, string>;

/**
 * Collects the bare names that apps declare. Two apps may declare the same file for a name, for both may need it.
 *
 * @throws IMPORT_CLASH
 */
export function collectImports(apps: readonly LoadedApp[]): ModuleImports {
  const imports = new Map<string, { readonly label: string; readonly path: string }>();
  for (const { app, config } of apps) {
    for (const [name, path] of Object.entries(config.imports ?? {})) {
      const first = imports.get(name) ?? { label: app.label, path };
      if (first.path !== path) throw coreError("IMPORT_CLASH", { name, first, second: { label: app.label, path } });
      imports.set(name, first);
    }
  }
  return new Map([...imports].map(([name, { path }]) => [name, path]));
}

/**
 * Renders the import map of a page (https://html.spec.whatwg.org/multipage/webappapis.html#import-maps). It must come before any
 * module of the page.
 *
 * @returns the `<script type="importmap">`; an empty string if there are no imports
 * @throws MEDIA_PATH_REFUSED for a relative path that is not a logical path
 */
export function renderImportMap(imports: ModuleImports, options: RenderMediaOptions): string {
  if (imports.size === 0) return "";
  const urls = new Map([...imports].map(([name, path]) => [name, assetUrl(path, options)]));
  const integrity = [...imports].flatMap(([name, path]) => {
    const found = assetIntegrity(path, options);
    return found === undefined ? [] : [[urls.get(name), found] as const];
  });
  const map = {
    imports: Object.fromEntries(urls),
    ...(integrity.length > 0 && { integrity: Object.fromEntries(integrity) }),
  };
  return `<script type="importmap"${renderAttributes({ nonce: options.nonce })}>${scriptJson(map)}</script>`;
}
