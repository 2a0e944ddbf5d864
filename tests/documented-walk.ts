import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type ServerProcess, startServer } from "./server-process.ts";

/** A reader of a document, who does what it says. */
export interface DocumentedWalk extends AsyncDisposable {
  /** The directory that the reader is in, absolute. */
  readonly directory: () => string;
  /** The servers that were started, in order. They run until the end. */
  readonly servers: readonly ServerProcess[];
  /** Does what a section says: writes its files and runs its commands, in order. @returns what the commands print */
  follow(heading: string): Promise<string>;
}

const SERVERS = /^npm (?:run dev|start)$/;

/**
 * Starts to read a document. Code blocks that name a file are written to it, and each line of an `sh` block is run.
 *
 * @param environment of the commands
 */
export function walkDocument(text: string, start: string, environment: NodeJS.ProcessEnv): DocumentedWalk {
  const servers: ServerProcess[] = [];
  let directory = start;

  const run = async (command: string): Promise<string> => {
    const options = { cwd: directory, env: environment };
    if (command.startsWith("cd ")) directory = path.join(directory, command.slice(3));
    else if (SERVERS.test(command)) servers.push(await startServer("npm", command.split(" ").slice(1), options));
    else return runToEnd(command, options);
    return "";
  };
  return {
    directory: () => directory,
    servers,
    async follow(heading) {
      let printed = "";
      for (const { info, code } of blocksOf(sectionOf(text, heading))) {
        if (info === "sh") for (const line of code.trim().split("\n")) printed += await run(line);
        else writeFile(directory, info.split(" ")[1], code);
      }
      return printed;
    },
    async [Symbol.asyncDispose]() {
      for (const server of servers) await server[Symbol.asyncDispose]();
    },
  };
}

/** @returns the `sh` blocks' lines of a document, without comments */
export function commandsOf(text: string): readonly string[] {
  return blocksOf(text).flatMap(({ info, code }) => (info === "sh" ? code.trim().split("\n") : []));
}

/** @returns the text below a heading, up to the next one */
export function sectionOf(text: string, heading: string): string {
  const section = text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`the document has no section "${heading}"`);
  return section;
}

interface Block {
  /** What follows the backticks: a language, and a file that the block is written to. */
  readonly info: string;
  readonly code: string;
}

function blocksOf(text: string): readonly Block[] {
  return [...text.matchAll(/^```(.*)\n([^]*?)^```$/gm)].map(([, info = "", code = ""]) => ({ info, code }));
}

function writeFile(directory: string, file: string | undefined, code: string): void {
  if (file === undefined) return;
  mkdirSync(path.dirname(path.join(directory, file)), { recursive: true });
  writeFileSync(path.join(directory, file), code);
}

function runToEnd(command: string, options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv }): string {
  const { status, stdout, stderr } = spawnSync(command, { ...options, encoding: "utf8", shell: true });
  if (status !== 0) throw new Error(`${command} ended with ${status}\n${stdout}${stderr}`);
  return stdout;
}
