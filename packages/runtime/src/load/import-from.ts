import { registerHooks } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

let calls = 0;

/**
 * Imports a package, or one of its modules, as a file of that directory would: Node's `import()` starts from the file that it
 * stands in, and has no argument for another.
 *
 * @param directory absolute
 * @param specifier `pkg`, `@acme/pkg/part`
 */
export async function importFrom(directory: string, specifier: string): Promise<Readonly<Record<string, unknown>>> {
  const parentURL = pathToFileURL(path.join(directory, "settings.js")).href;
  // A name of its own for each call: Node keeps what a name meant to this file.
  const alias = `mediaroot:application/${(calls += 1)}`;
  const hooks = registerHooks({
    resolve: (name, context, nextResolve) =>
      name === alias ? nextResolve(specifier, { ...context, parentURL }) : nextResolve(name, context),
  });
  try {
    return (await import(alias)) as Record<string, unknown>;
  } finally {
    hooks.deregister();
  }
}
