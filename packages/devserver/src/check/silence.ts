import { readFileSync } from "node:fs";
import path from "node:path";
import picomatch from "picomatch";
import { finding, type Finding } from "./finding.ts";
import { settingsPlace } from "./settings-place.ts";
import type { SurveyedSite } from "./surveyed-site.ts";

interface Silence {
  readonly written: string;
  readonly matches: (finding: Finding) => boolean;
}

/** Which checks have run. The findings of others cannot be missed. */
export interface ChecksRun {
  readonly deploy: boolean;
  readonly routes: boolean;
}

/**
 * Leaves out the findings that CHECKS.SILENCE names, and adds one for each entry that names none.
 *
 * @param site the project, and the logical paths of a file of media
 */
export function applySilence(
  findings: readonly Finding[],
  { project, finder }: Pick<SurveyedSite, "project" | "finder">,
  run: ChecksRun,
): readonly Finding[] {
  const { root } = project;
  const pathsOf = (file: string): readonly string[] => [
    path.relative(root, file).split(path.sep).join("/"),
    ...finder.logicalPathsOf(file),
  ];
  const silences = project.settings.CHECKS.SILENCE.map((written) => parseSilence(written, pathsOf));
  const used = new Set<Silence>();
  const left = findings.filter((one) => {
    const matching = silences.filter(({ matches }) => matches(one));
    for (const silence of matching) used.add(silence);
    return matching.length === 0;
  });
  const unused = silences.filter((silence) => !used.has(silence) && canMatch(silence, run));
  return [
    ...left,
    ...unused.map(({ written }) =>
      finding("checks.W001", settingsPlace(project, written), `${JSON.stringify(written)} matches no finding.`),
    ),
  ];
}

function canMatch({ written }: Silence, { deploy, routes }: ChecksRun): boolean {
  if (written.startsWith("deploy.")) return deploy;
  return routes || !written.startsWith("templates.E008");
}

function parseSilence(written: string, pathsOf: (file: string) => readonly string[]): Silence {
  const [, id, glob] = /^([a-z]+\.[EW]\d{3})(?::(.+))?$/.exec(written) ?? [];
  if (id === undefined) return { written, matches: ({ file }) => packageOf(file) === written };
  if (glob === undefined) return { written, matches: (one) => one.id === id };
  const isMatch = picomatch(glob, { dot: true });
  return { written, matches: (one) => one.id === id && pathsOf(one.file).some((at) => isMatch(at)) };
}

const packages = new Map<string, string | undefined>();

/** @returns `name@version` of the package that a file belongs to */
function packageOf(file: string): string | undefined {
  const directory = path.dirname(file);
  if (!packages.has(directory)) packages.set(directory, readPackage(directory) ?? parentPackage(directory));
  return packages.get(directory);
}

function parentPackage(directory: string): string | undefined {
  return path.dirname(directory) === directory ? undefined : packageOf(directory);
}

/** A package.json without a name says only what kind of modules a directory has. */
function readPackage(directory: string): string | undefined {
  try {
    const { name, version } = JSON.parse(readFileSync(path.join(directory, "package.json"), "utf8")) as {
      readonly name?: unknown;
      readonly version?: unknown;
    };
    return typeof name === "string" && typeof version === "string" ? `${name}@${version}` : undefined;
  } catch {
    return undefined;
  }
}
