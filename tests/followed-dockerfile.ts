import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** What a container of an image starts with. */
export interface BuiltImage {
  /** CMD, in its list form. */
  readonly command: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
}

/** An image that is built without an engine: a directory of this machine stands for its WORKDIR. */
interface ImageBuild {
  /** The directory with the Dockerfile. */
  readonly context: string;
  /** A new directory. */
  readonly workdir: string;
  /** What the base image has: its PATH. */
  readonly environment: NodeJS.ProcessEnv;
}

/** Does what each line of a Dockerfile says. Its FROM, USER and EXPOSE need an engine, and are left out. */
export function followDockerfile({ context, workdir, environment }: ImageBuild): BuiltImage {
  mkdirSync(workdir);
  const env = { ...environment };
  let command: readonly string[] = [];
  for (const [instruction, rest] of instructionsOf(readFileSync(path.join(context, "Dockerfile"), "utf8"))) {
    if (instruction === "ENV") Object.assign(env, variablesOf(rest));
    else if (instruction === "COPY") copy(rest.split(" "), { context, workdir });
    else if (instruction === "RUN") run(rest, { cwd: workdir, env });
    else if (instruction === "CMD") command = JSON.parse(rest) as readonly string[];
    else if (!/^(?:FROM|WORKDIR|USER|EXPOSE)$/.test(instruction)) throw new Error(`${instruction} is not known here`);
  }
  return { command, environment: env };
}

function instructionsOf(text: string): readonly (readonly [instruction: string, rest: string])[] {
  return [...text.matchAll(/^([A-Z]+) (.+)$/gm)].map(([, instruction = "", rest = ""]) => [instruction, rest]);
}

function variablesOf(rest: string): NodeJS.ProcessEnv {
  return Object.fromEntries(rest.split(" ").map((pair) => pair.split("=")));
}

/** Patterns of `.dockerignore` without an asterisk, as ours are, name files beside it. */
function copy(names: readonly string[], { context, workdir }: Pick<ImageBuild, "context" | "workdir">): void {
  const ignored = new Set(readFileSync(path.join(context, ".dockerignore"), "utf8").trim().split("\n"));
  const filter = (file: string): boolean => !ignored.has(path.relative(context, file));
  for (const name of names.slice(0, -1)) {
    const from = path.join(context, name);
    cpSync(from, path.join(workdir, names.at(-1) ?? "", name), { recursive: true, filter });
  }
}

function run(command: string, options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv }): void {
  const { status, stdout, stderr } = spawnSync("sh", ["-c", command], { ...options, encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ended with ${status}\n${stdout}${stderr}`);
}
