import path from "node:path";
import type { LoadedApp } from "./load-app-config.ts";

/** @returns where an app's templates are: as INSTALLED_APPS says, else as its `app.ts` says, else in `templates/` */
export function templateDirectory({ app, config }: Pick<LoadedApp, "app" | "config">): string {
  const own = typeof config.templates === "string" ? config.templates : config.templates?.dir;
  return path.resolve(app.directory, app.templates.dir ?? own ?? "templates");
}
