import { createRequire, registerHooks } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { errnoOf, importModule } from "@mediaroot/core/internal";

const require = createRequire(import.meta.url);
let resolutions = 0;

/** The target of a name. */
interface Resolved {
  readonly url: string;
  /** `module` and `module-typescript` for ESM; null where only the code itself says what it is. */
  readonly format?: string | null | undefined;
}

/**
 * Imports a module that settings name, as a file of that directory would. CommonJS is required first: then it is not the
 * program's main module and has a parent, so neither `if (require.main === module)` nor `if (!module.parent)` makes it listen.
 *
 * @param directory absolute
 * @param specifier an absolute path, or `pkg`, `@acme/pkg/part`
 * @param onFile called with the file before it is read
 */
export async function importApplication(
  directory: string,
  specifier: string,
  onFile: (file: string) => void,
): Promise<Readonly<Record<string, unknown>>> {
  const isFile = path.isAbsolute(specifier);
  const { url, format } = resolveFrom(directory, isFile ? pathToFileURL(specifier).href : specifier);
  if (!url.startsWith("file:")) return (await import(url)) as Record<string, unknown>;
  const file = fileURLToPath(url);
  onFile(file);
  if (format?.startsWith("module") !== true) requireFirst(file);
  return importModule(file);
}

/** Node keeps what it has required: the import that follows gives the same module as a namespace. */
function requireFirst(file: string): void {
  try {
    require(file);
  } catch (error) {
    // The module has a top-level await, so it cannot be required. Nothing of it has run yet.
    if (errnoOf(error) !== "ERR_REQUIRE_ASYNC_MODULE") throw error;
  }
}

/** Node's `import.meta.resolve()` starts from the file that it stands in, and has no argument for another. */
function resolveFrom(directory: string, specifier: string): Resolved {
  const parentURL = pathToFileURL(path.join(directory, "settings.js")).href;
  // Each call resolves a new name, since Node caches what a name was resolved to from this file.
  const alias = `mediaroot:application/${(resolutions += 1)}`;
  let resolved: Resolved | undefined;
  const hooks = registerHooks({
    resolve(name, context, nextResolve) {
      if (name !== alias) return nextResolve(name, context);
      const found = nextResolve(specifier, { ...context, parentURL });
      resolved = found;
      return found;
    },
  });
  try {
    const url = import.meta.resolve(alias);
    return resolved ?? { url };
  } finally {
    hooks.deregister();
  }
}
