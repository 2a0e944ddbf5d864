import path from "node:path";
import { contains, reachablePathOf } from "@mediaroot/core/media";
import type { ProjectReport } from "../link/messages.ts";
import type { CurrentWorker } from "../supervisor/current-worker.ts";

/**
 * The files whose lines an error page may show: sources of the project and its apps. What clients send may get into an error,
 * and then names any file.
 */
export interface ShownSources {
  /** Takes over the directories of the latest project. */
  use(project: ProjectReport): void;
  has(file: string): boolean;
}

const CODE = /\.[cm]?[jt]sx?$/;
/** Text that people write as part of a site and that holds no secrets. Data (JSON, SQL) is left out. */
const WRITTEN =
  /\.(?:[cm]?[jt]sx?|html?|njk|hbs|ejs|pug|liquid|mdx?|css|scss|sass|less|styl|vue|svelte|astro|graphql|gql)$/;
/** A package, or a name that begins with a dot (`.env`, `.next`). */
const NOT_WRITTEN = /(?:^|[\\/])(?:node_modules[\\/]|\.)/;

export function createShownSources(current: Pick<CurrentWorker, "files" | "templates">): ShownSources {
  let project: ProjectReport | undefined;
  return {
    use: (latest) => void (project = latest),
    has(named) {
      const file = path.isAbsolute(named) ? reachablePathOf(named) : undefined;
      if (file === undefined) return false;
      if (CODE.test(file) && current.files().some((source) => reachablePathOf(source.path) === file)) return true;
      const { root, apps = [], templateDirectories = [] } = project ?? {};
      if (isWrittenIn([...templateDirectories, ...current.templates()], file)) return true;
      return WRITTEN.test(file) && isWrittenIn([root ?? [], apps.map(({ directory }) => directory)].flat(2), file);
    },
  };
}

function isWrittenIn(directories: readonly string[], file: string): boolean {
  return directories.some((directory) => {
    const real = reachablePathOf(directory) ?? directory;
    return contains(real, file) && !NOT_WRITTEN.test(path.relative(real, file));
  });
}
