/** The program that installs packages, and how it is called. */
export interface PackageManager {
  readonly name: string;
  /** @returns the command that creates a project with these arguments */
  create(args: readonly string[]): string;
}

/**
 * Finds out which package manager runs this command.
 *
 * @param userAgent the environment variable that package managers set, `npm_config_user_agent`: "pnpm/10.2.0 npm/? node/v24.11.0"
 */
export function parsePackageManager(userAgent = ""): PackageManager {
  const [, name = "npm"] = /^(pnpm|yarn|bun)\//.exec(userAgent) ?? [];
  const isNpm = name === "npm";
  return {
    name,
    create(args) {
      // npm takes flags for its own until "--".
      const positionals = args.filter((one) => !one.startsWith("-"));
      const flags = args.slice(positionals.length);
      const separator = isNpm && flags.length > 0 ? ["--"] : [];
      return [name, "create", isNpm ? "mediaroot@latest" : "mediaroot", ...positionals, ...separator, ...flags].join(
        " ",
      );
    },
  };
}
