/** The program that installs packages, and how it is called. */
export interface PackageManager {
  readonly name: string;
  /** @returns the command that creates a project with these arguments and flags */
  create(positionals: readonly string[], flags: readonly string[]): string;
}

/**
 * Finds out which package manager runs this command.
 *
 * @param userAgent the environment variable that package managers set, `npm_config_user_agent`: "pnpm/10.2.0 npm/? node/v24.11.0"
 */
export function parsePackageManager(userAgent = ""): PackageManager {
  const [, name = "npm"] = /^(pnpm|yarn|bun)\//.exec(userAgent) ?? [];
  // npm takes flags for its own until "--", and may have an older version of the package in its cache.
  const [target, separator] = name === "npm" ? ["mediaroot@latest", ["--"]] : ["mediaroot", []];
  return {
    name,
    create: (positionals, flags) => [name, "create", target, ...positionals, ...separator, ...flags].join(" "),
  };
}
