// `@mediaroot/runtime/testing`: a whole site in the process of a test, without a port.
import path from "node:path";
import {
  encodeSegments,
  type InstalledAppEntry,
  loadAppConfig,
  type Project,
  type SettingsInput,
  splitPath,
} from "@mediaroot/core";
import { createProject, isServedHere } from "@mediaroot/core/internal";
import { createTree, type TestTree, type Tree } from "@mediaroot/core/testing";
import { mediaRoute } from "@mediaroot/media";
import type { FastifyInstance, LightMyRequestResponse } from "fastify";
import { type ApplicationOptions, createApplication } from "./site/application.ts";

/** The parts of a test site. */
export interface TestSiteOptions extends ApplicationOptions {
  /**
   * The apps to test, as in INSTALLED_APPS. Their paths and packages are looked for from `directory`.
   *
   * @default none
   */
  readonly apps?: readonly InstalledAppEntry[] | undefined;
  /**
   * Where `apps` are looked for.
   *
   * @default the current directory
   */
  readonly directory?: string | undefined;
  /**
   * Settings of the project. The apps of its own INSTALLED_APPS lie among `files`, and come after `apps`.
   *
   * @default DEBUG on, and URLS with each app that has routes, at `/<label>/`
   */
  readonly settings?: SettingsInput | undefined;
  /**
   * Files of the project, by path: `{ "media/blog/css/x.css": "..." }` overrides a file of the app `blog`.
   *
   * @default none
   */
  readonly files?: Tree | undefined;
}

/** A site over a temporary project. */
export interface TestSite extends AsyncDisposable {
  readonly app: FastifyInstance;
  readonly project: Project;
  /** The project root, absolute. */
  readonly root: string;
  /** Requests a URL, as Fastify's `inject` does. */
  readonly inject: FastifyInstance["inject"];
  /**
   * Requests a file below MEDIA_URL.
   *
   * @param logicalPath `blog/css/x.css`
   */
  media(logicalPath: string): Promise<LightMyRequestResponse>;
  /**
   * Renders a template. Context functions are not called, since there is no request.
   *
   * @throws TemplateError
   */
  render(template: string | readonly string[], context?: object): string;
  /** Writes more files of the project. */
  write(files: Tree): void;
  /** Closes the application, and deletes the project. `await using` calls it. */
  close(): Promise<void>;
}

/**
 * Creates a site of apps over a temporary project. Its routes, templates, overrides and media work as in a real one.
 *
 * @throws what `loadProject` and `createApplication` throw
 * @example
 * const site = await createTestSite({ apps: ["./swatches"] });
 * after(() => site.close());
 * const page = await site.inject(site.app.url_for("swatches:index"));
 */
export async function createTestSite(options: TestSiteOptions = {}): Promise<TestSite> {
  const tree = createTree(options.files);
  try {
    return siteOf(tree, await startSite(tree, options));
  } catch (error) {
    tree[Symbol.dispose]();
    throw error;
  }
}

type StartedSite = Pick<TestSite, "app" | "project">;

async function startSite(tree: TestTree, options: TestSiteOptions): Promise<StartedSite> {
  const project = await projectOf(tree, options);
  const app = await createApplication(project, {
    ...options,
    async setup(site) {
      await serveMedia(site, project);
      await options.setup?.(site);
    },
  });
  return { app, project };
}

async function serveMedia(site: FastifyInstance, project: Project): Promise<void> {
  await site.register(mediaRoute, { project });
  const prefixes = [
    ...(isServedHere(project) ? [project.mediaUrl] : []),
    ...project.mounts.map(({ prefix }) => `${prefix}/`),
  ];
  // For a path without a route no hook of this scope would run, and so no media be served.
  for (const prefix of prefixes) site.all(`${prefix}*`, (_request, reply) => reply.callNotFound());
}

async function projectOf(tree: TestTree, options: TestSiteOptions): Promise<Project> {
  const { apps = [], directory = ".", settings = {} } = options;
  const settingsFile = tree.path("settings.ts");
  const located = locate(apps, { directory: path.resolve(directory), mediaRoot: tree.path("media") });
  const INSTALLED_APPS = [...located, ...(settings.INSTALLED_APPS ?? [])];
  const all = { DEBUG: true, SECRET_KEY: "of a test", ALLOWED_HOSTS: ["localhost"], ...settings, INSTALLED_APPS };
  const project = createProject(all, { settingsFile });
  if (settings.URLS !== undefined) return project;
  return createProject({ ...all, URLS: await urlsOf(project) }, { settingsFile });
}

interface AppsPlace {
  readonly directory: string;
  /** MEDIA_ROOT of the test site, absolute. It is not `media` in `directory`, which may be the media of an app. */
  readonly mediaRoot: string;
}

/** @returns entries by which a project elsewhere finds the same apps */
function locate(apps: readonly InstalledAppEntry[], place: AppsPlace): readonly InstalledAppEntry[] {
  const settings = { INSTALLED_APPS: apps, MEDIA_ROOT: place.mediaRoot };
  const { registry } = createProject(settings, { settingsFile: path.join(place.directory, "settings.ts") });
  return registry.apps.map((app, index) => {
    const entry = apps[index];
    return { ...(typeof entry === "object" && entry), name: app.directory, label: app.label };
  });
}

async function urlsOf({ registry }: Project): Promise<Readonly<Record<string, string>>> {
  const loaded = await Promise.all(registry.apps.map((app) => loadAppConfig(app)));
  const routed = loaded.filter(({ config }) => config.routes !== undefined);
  return Object.fromEntries(routed.map(({ app: { label } }) => [`/${label}/`, label]));
}

function siteOf(tree: TestTree, { app, project }: StartedSite): TestSite {
  const close = async (): Promise<void> => {
    try {
      await app.close();
    } finally {
      tree[Symbol.dispose]();
    }
  };
  return {
    app,
    project,
    root: tree.root,
    inject: app.inject.bind(app) as FastifyInstance["inject"],
    media: (logicalPath) => app.inject({ url: project.mediaUrl + encodeSegments(splitPath(logicalPath)) }),
    render: (template, context) => app.templates.render(template, context),
    write: tree.write,
    close,
    [Symbol.asyncDispose]: close,
  };
}
