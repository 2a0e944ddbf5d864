import { type ChildProcess, spawn, type StdioOptions } from "node:child_process";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { WORKER } from "../own-files.ts";
import { plainReport } from "../error-report/error-report.ts";
import type { ErrorReport } from "../error-report/error-report.ts";
import { CHANNEL_DESCRIPTOR, readMessages, sendMessage } from "../link/message-channel.ts";
import type { FrontMessage, ProjectReport, StartOrder, WorkerMessage } from "../link/messages.ts";
import { createOwnWrites, type OwnWrites } from "../link/own-writes.ts";
import type { WorkerOutput } from "../output/worker-output.ts";
import type { SourceFile } from "../link/source-file.ts";
import { parseWorkerMessage } from "../link/worker-message.ts";

const CLOSE_TIMEOUT_MS = 2_000;
/** After this time only a program that the worker has left behind can still be writing. */
const OUTPUT_TIMEOUT_MS = 500;

/** A worker process, seen from the front. */
export interface WorkerProcess {
  /** Its process id; undefined if it did not start. */
  readonly pid: number | undefined;
  /** The socket that it listens on. */
  readonly socket: string;
  /** The files of user code that it has read, each as it was before. Grows while it starts. */
  readonly files: readonly SourceFile[];
  /** Whether the last change of a file was a write of its own. */
  readonly hasWritten: (file: string) => boolean;
  /** The template directories of its apps. */
  readonly templates: readonly string[];
  /** The libraries that its user code imports, as URLs. */
  readonly libraries: readonly string[];
  /** Resolves once: to undefined when it serves, or to the error that it failed with. */
  readonly outcome: Promise<ErrorReport | undefined>;
  /** Resolves when the process has ended, to the reason as far as it is known. */
  readonly ended: Promise<ErrorReport>;
  /** Lets it prepare for an order. */
  prepare(order: StartOrder, libraries: readonly string[]): void;
  /** Lets it warm up. */
  warmUp(): void;
  /** Whether it is still preparing. */
  isWarmingUp(): boolean;
  /** Orders it to load the user's code and serve. */
  begin(order: StartOrder, onProject: (project: ProjectReport) => void): void;
  /** Asks it to close, and kills it if it has not ended within two seconds. */
  close(): void;
  /** Kills it at once. */
  kill(): void;
}

/** Where a worker listens, where its output goes, and where its compiled code is kept. */
export interface WorkerProcessOptions {
  readonly socket: string;
  /** The private directory of the sockets; undefined on Windows. */
  readonly directory: string | undefined;
  readonly output: WorkerOutput;
  /**
   * A directory for the compiled code of workers, their entry included. This process and `devserver check` have other V8 flags: in a
   * directory with theirs each would replace what the other has compiled.
   *
   * @default Node's own, without the entry
   */
  readonly compileCache?: string | undefined;
}

/** Starts a process that waits for an order. */
export function createWorkerProcess(options: WorkerProcessOptions): WorkerProcess {
  const child = spawnWorker(options);
  const channel = child.stdio[CHANNEL_DESCRIPTOR] as Duplex | undefined;
  const received = listenTo(channel);
  const send = (message: FrontMessage): void => {
    // If the child has ended, `ended` says so.
    if (channel !== undefined) sendMessage(channel, message);
  };
  const killSoon = (): void => void setTimeout(() => child.kill("SIGKILL"), CLOSE_TIMEOUT_MS).unref();
  // The request to close cannot reach an application that has closed the channel.
  channel?.once("close", killSoon);
  const ended = endOf(child).then((report) => received.error ?? report);
  void ended.then(received.outcome.resolve);
  return {
    pid: child.pid,
    socket: options.socket,
    get files() {
      return received.files;
    },
    hasWritten: received.written.has,
    templates: received.templates,
    libraries: received.libraries,
    outcome: received.outcome.promise,
    ended,
    isWarmingUp: () => received.isWarmingUp,
    prepare(order, wanted) {
      received.isWarmingUp = true;
      send({ kind: "prepare", order, libraries: wanted });
    },
    warmUp: () => send({ kind: "warm-up" }),
    begin(order, onProject) {
      received.onProject = onProject;
      send(order);
    },
    close() {
      send({ kind: "close" });
      killSoon();
    },
    kill: () => void child.kill("SIGKILL"),
  };
}

function spawnWorker({ socket, directory = "", output, compileCache }: WorkerProcessOptions): ChildProcess {
  const stdio: StdioOptions = ["ignore", "pipe", "pipe", "overlapped"];
  const env = {
    // oxlint-disable-next-line node/no-process-env
    ...process.env,
    ...(output.colors !== undefined && { FORCE_COLOR: output.colors }),
    ...(compileCache !== undefined && { NODE_COMPILE_CACHE: compileCache }),
  };
  const child = spawn(process.execPath, [...process.execArgv, WORKER, socket, directory], { stdio, env });
  child.stdout?.on("data", output.stdout);
  child.stderr?.on("data", output.stderr);
  // A program that the application has left behind may hold them open.
  for (const stream of child.stdio.slice(1)) (stream as Socket | null)?.unref();
  return child;
}

/** The messages of a worker until now. */
interface Received {
  files: readonly SourceFile[];
  readonly written: OwnWrites;
  readonly templates: string[];
  readonly libraries: string[];
  readonly outcome: PromiseWithResolvers<ErrorReport | undefined>;
  isWarmingUp: boolean;
  error: ErrorReport | undefined;
  onProject: (project: ProjectReport) => void;
}

function listenTo(channel: Duplex | undefined): Received {
  const received: Received = {
    files: [],
    written: createOwnWrites(),
    templates: [],
    libraries: [],
    outcome: Promise.withResolvers(),
    isWarmingUp: false,
    error: undefined,
    onProject() {},
  };
  const receive = (message: WorkerMessage): void => {
    if (message.kind === "read") received.files = [...received.files, ...message.files];
    else if (message.kind === "wrote") received.written.add(message);
    else if (message.kind === "libraries") received.libraries.push(...message.urls);
    else if (message.kind === "project") received.onProject(message.project);
    else if (message.kind === "warm") received.isWarmingUp = false;
    else if (message.kind === "ready") received.outcome.resolve(undefined);
    else if (message.kind === "failed") received.outcome.resolve((received.error = message.error));
    else if (message.kind === "templates") received.templates.push(...message.directories);
  };
  if (channel === undefined) return received;
  readMessages(channel, (sent) => {
    const message = parseWorkerMessage(sent);
    if (message !== undefined) receive(message);
  });
  return received;
}

/** A worker's last words come before the report of its end. */
async function endOf(child: ChildProcess): Promise<ErrorReport> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(plainReport(`The application's process did not start: ${error.message}`)));
    child.once("exit", (code, signal) => {
      const report = plainReport(describeExit(code, signal));
      child.once("close", () => resolve(report));
      setTimeout(resolve, OUTPUT_TIMEOUT_MS, report);
    });
  });
}

function describeExit(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal === "SIGABRT") return "The application's process was aborted (SIGABRT); most often it ran out of memory.";
  if (signal !== null) return `The application's process was ended by ${signal}.`;
  return `The application's process exited with code ${code}.`;
}
