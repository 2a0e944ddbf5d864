import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { moveAway } from "./move-away.ts";
import { installPackages } from "../tests/installed-packages.ts";
import type { MediaPackage } from "./publish-packages.ts";

/** Style sheets that refer to one image, which changes. */
export const REFERRERS = 20;
/** Those of the packages that are compressed: Brotli takes minutes for all. */
export const COMPRESSED: ReadonlySet<string> = new Set([
  "bootstrap",
  "katex",
  "leaflet",
  "htmx_org",
  "alpinejs",
  "turbo",
]);
/** collectstatic ends at its references to files that are not there. */
const NOT_FOR_DJANGO = "jquery_ui_dist";

/** A project that publishes packages to `target/`, for syncmedia and for Django. */
export interface PublishSite extends Disposable {
  readonly root: string;
  readonly target: string;
  /** The media directory of each app, by its label. */
  readonly apps: ReadonlyMap<string, string>;
  /** Changes the image that the style sheets refer to. */
  changeLeaf(text: string): void;
  /** Moves what was published out of the way. */
  emptyTarget(): void;
}

/** Makes the project, with the packages of Mediaroot installed as users have them. */
export function createPublishSite(packages: readonly MediaPackage[]): PublishSite {
  const root = mkdtempSync(path.join(os.tmpdir(), "mediaroot-bench-"));
  const target = path.join(root, "target");
  const leaf = path.join(root, "leaf");
  const apps = new Map([
    ...packages.map(({ label, directory }) => [label, directory] as const),
    ["leaf", leaf] as const,
  ]);
  const changeLeaf = (text: string): void =>
    writeFileSync(path.join(leaf, "leaf.svg"), `<svg xmlns="http://www.w3.org/2000/svg"><!-- ${text} --></svg>`);
  mkdirSync(leaf);
  changeLeaf("first");
  for (let index = 0; index < REFERRERS; index += 1)
    writeFileSync(path.join(leaf, `${index}.css`), `.a${index} { background: url(leaf.svg) }\n`);
  writeFileSync(path.join(root, "package.json"), `{ "private": true }`);
  writeSettings(root, apps);
  writeDjangoSettings(root, { target, apps });
  installPackages(root);
  return {
    root,
    target,
    apps,
    changeLeaf,
    emptyTarget() {
      moveAway(target);
      rmSync(path.join(root, "media-manifest.json"), { force: true });
    },
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
}

function writeSettings(root: string, apps: PublishSite["apps"]): void {
  mkdirSync(path.join(root, "apps"));
  for (const [label, directory] of apps) symlinkSync(directory, path.join(root, "apps", label));
  const write = (name: string, labels: readonly string[], SYNCMEDIA: object): void => {
    const INSTALLED_APPS = labels.map((label) => ({ name: `./apps/${label}`, label, media: "." }));
    writeFileSync(path.join(root, name), `export default ${JSON.stringify({ INSTALLED_APPS, SYNCMEDIA })};`);
  };
  const labels = [...apps.keys()];
  write("settings.mjs", labels, { TARGET: "target", HASH: true });
  write(
    "compressed.mjs",
    labels.filter((label) => COMPRESSED.has(label)),
    { TARGET: "target", COMPRESS: ["br", "gzip"] },
  );
}

function writeDjangoSettings(root: string, { target, apps }: Pick<PublishSite, "target" | "apps">): void {
  const directories = [...apps].filter(([label]) => label !== NOT_FOR_DJANGO);
  const lines = [
    `SECRET_KEY="x"`,
    `INSTALLED_APPS=["django.contrib.staticfiles"]`,
    `STATIC_URL="/s/"`,
    `STATIC_ROOT="${target}"`,
    `STATICFILES_STORAGE="django.contrib.staticfiles.storage.ManifestStaticFilesStorage"`,
    `STATICFILES_DIRS=[${directories.map(([label, directory]) => `("${label}", "${directory}")`).join(",")}]`,
  ];
  writeFileSync(path.join(root, "django_settings.py"), `${lines.join("\n")}\n`);
}
