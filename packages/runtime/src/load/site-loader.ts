import path from "node:path";
import { didYouMean, type Project, reasonOf } from "@mediaroot/core";
import { type ApplicationName, errnoOf, finishWithin, parseApplicationName } from "@mediaroot/core/internal";
import { addMediaToApp, type FullApp, type FullAppOptions, type NodeApplication } from "@mediaroot/media";
import { runtimeError } from "../errors.ts";
import { nearFile } from "../near-file.ts";
import { loadExport } from "./load-export.ts";
import { mountApplications } from "./mount-applications.ts";
import { siteBelow } from "./mounted-project.ts";

/** Where applications come from that are no export of a module. */
export interface ApplicationSource {
  /** @param settingsFile absolute */
  loadProject(settingsFile: string): Promise<Project>;
  /** Makes one of a project's own apps. */
  createApplication(project: Project): Promise<NodeApplication>;
  /** Called with each path before it is looked up. */
  onLookup(file: string): void;
}

/** A setting that names an application, and by which others it was reached. */
interface ApplicationReference {
  readonly project: Project;
  /** Its key: `APPLICATION`, `MOUNTS["/old"]`. */
  readonly key: string;
  readonly chain: readonly string[];
  /** The URL prefix that the application will be mounted at; empty for none. */
  readonly prefix: string;
}

const SETTINGS_ENTRY = /^settings\.m?[jt]s$/;

type ConfigName = Extract<ApplicationName, { kind: "config" }>;

/** Loads the site of a project. `chain` holds the steps that led to it, `prefix` is where it will be mounted. */
export type LoadSite = (project: Project, chain: readonly string[], prefix: string) => Promise<FullApp>;

/** How applications are loaded, and how their media is answered. */
export interface SiteLoaderOptions {
  readonly source: ApplicationSource;
  /** The seconds that each application may take to load. */
  readonly patience: number;
  readonly media: FullAppOptions;
}

/** Gives the function that loads the site of a project with all that its settings name. */
export function bindSiteLoader({ source, patience, media }: SiteLoaderOptions): LoadSite {
  const loadSite: LoadSite = async (project, chain, prefix) => {
    const { APPLICATION } = project.settings;
    const main = { project, key: "APPLICATION", chain, prefix };
    const app = APPLICATION === undefined ? await source.createApplication(project) : await load(APPLICATION, main);
    return mountApplications(addMediaToApp(app, siteBelow(prefix, project), media), project, (mount) => {
      const key = `MOUNTS[${JSON.stringify(mount.prefix)}]`;
      return load(mount.application, { project, key, chain, prefix: prefix + mount.prefix });
    });
  };

  const load = async (text: string, reference: ApplicationReference): Promise<NodeApplication> => {
    const { settings, root } = reference.project;
    const name = parseApplicationName(text, settings.APPLICATIONS);
    if (name === undefined) throw new TypeError(`loadProject lets no ${text} pass`);
    if (name.kind === "key") return loadKey(name.key, reference);
    if (name.kind === "config") return loadConfig(name, reference);
    const setting = settingOf(reference);
    const place = { setting, root, keys: Object.keys(settings.APPLICATIONS), onLookup: source.onLookup };
    const late = (): Error => runtimeError("APPLICATION_UNFINISHED", { setting, name: text, seconds: patience });
    return finishWithin(loadExport(name, place), patience, late);
  };

  const loadKey = async (key: string, from: ApplicationReference): Promise<NodeApplication> => {
    const { APPLICATIONS } = from.project.settings;
    const name = Object.hasOwn(APPLICATIONS, key) ? APPLICATIONS[key] : undefined;
    if (name === undefined) throw unknownKey(key, from);
    const chain = enter(from, `${from.project.settingsFile}#${key}`);
    return load(name, { ...from, key: `APPLICATIONS[${JSON.stringify(key)}]`, chain });
  };

  const loadConfig = async (name: ConfigName, from: ApplicationReference): Promise<NodeApplication> => {
    const file = path.resolve(from.project.root, name.file);
    // A project that names itself is not loaded again to find that out.
    const chain = name.key === undefined ? enter(from, file) : from.chain;
    const project = await loadOther(name, file, { source, from });
    return name.key === undefined ? loadSite(project, chain, from.prefix) : loadKey(name.key, { ...from, project });
  };
  return loadSite;
}

function enter({ chain }: ApplicationReference, step: string): readonly string[] {
  if (chain.includes(step)) throw runtimeError("APPLICATION_CYCLE", { chain: [...chain, step] });
  return [...chain, step];
}

/** Reports its faults as those of the setting that names it: they do not always name their file. */
async function loadOther(
  { file: written }: ConfigName,
  file: string,
  { source, from }: { readonly source: ApplicationSource; readonly from: ApplicationReference },
): Promise<Project> {
  const setting = settingOf(from);
  source.onLookup(file);
  try {
    return await source.loadProject(file);
  } catch (error) {
    if (errnoOf(error) !== "SETTINGS_NOT_FOUND")
      throw runtimeError("APPLICATION_FAILED", { setting, what: file, reason: reasonOf(error) }, error);
    const name = `config:${written}`;
    const near = nearFile(name, file, SETTINGS_ENTRY);
    const keys = Object.keys(from.project.settings.APPLICATIONS);
    throw runtimeError("APPLICATION_NOT_FOUND", { setting, name, tried: [file], near, keys });
  }
}

function settingOf({ project, key }: ApplicationReference): string {
  return `${key} of ${project.settingsFile}`;
}

function unknownKey(name: string, { project: { settings, settingsFile } }: ApplicationReference): Error {
  const keys = Object.keys(settings.APPLICATIONS);
  return runtimeError("APPLICATION_UNKNOWN", { name, file: settingsFile, keys, near: didYouMean(name, keys) });
}
