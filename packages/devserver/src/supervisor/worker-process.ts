import { type ChildProcess, fork, type StdioOptions } from "node:child_process";
import { WORKER } from "../own-files.ts";
import { plainReport } from "../error-report/error-report.ts";
import type { ErrorReport } from "../error-report/error-report.ts";
import type { FrontMessage, ProjectReport, StartOrder, WorkerMessage } from "../link/messages.ts";
import type { SourceFile } from "../link/source-file.ts";

const CLOSE_TIMEOUT_MS = 2_000;

/** A worker process, seen from the front. */
export interface WorkerProcess {
  /** Its process id; undefined if it did not start. */
  readonly pid: number | undefined;
  /** The socket that it listens on. */
  readonly socket: string;
  /** The files of user code that it has read, each as it was before. Grows while it starts. */
  readonly files: readonly SourceFile[];
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

/** Where a worker listens, and where its output goes. */
export interface WorkerProcessOptions {
  readonly socket: string;
  /** The private directory of the sockets; undefined on Windows. */
  readonly directory: string | undefined;
  /** "inherit": stdout and stderr are the front's. "stderr": both are the front's stderr. */
  readonly output: "inherit" | "stderr";
}

/** Starts a process that waits for an order. */
export function createWorkerProcess({ socket, directory, output }: WorkerProcessOptions): WorkerProcess {
  const stdio: StdioOptions = output === "inherit" ? ["ignore", 1, 2, "ipc"] : ["ignore", 2, 2, "ipc"];
  const child = fork(WORKER, [socket, directory ?? ""], { stdio });
  const received = listenTo(child);
  const ended = endOf(child).then((report) => received.error ?? report);
  void ended.then(received.outcome.resolve);
  return {
    pid: child.pid,
    socket,
    files: received.files,
    templates: received.templates,
    libraries: received.libraries,
    outcome: received.outcome.promise,
    ended,
    isWarmingUp: () => received.isWarmingUp,
    prepare(order, wanted) {
      received.isWarmingUp = true;
      send(child, { kind: "prepare", order, libraries: wanted });
    },
    warmUp: () => send(child, { kind: "warm-up" }),
    begin(order, onProject) {
      received.onProject = onProject;
      send(child, order);
    },
    close() {
      send(child, { kind: "close" });
      setTimeout(() => child.kill("SIGKILL"), CLOSE_TIMEOUT_MS).unref();
    },
    kill: () => void child.kill("SIGKILL"),
  };
}

/** The messages of a worker until now. */
interface Received {
  readonly files: SourceFile[];
  readonly templates: string[];
  readonly libraries: string[];
  readonly outcome: PromiseWithResolvers<ErrorReport | undefined>;
  isWarmingUp: boolean;
  error: ErrorReport | undefined;
  onProject: (project: ProjectReport) => void;
}

function listenTo(child: ChildProcess): Received {
  const received: Received = {
    files: [],
    templates: [],
    libraries: [],
    outcome: Promise.withResolvers(),
    isWarmingUp: false,
    error: undefined,
    onProject() {},
  };
  const receive = (message: WorkerMessage): void => {
    if (message.kind === "read") received.files.push(...message.files);
    else if (message.kind === "libraries") received.libraries.push(...message.urls);
    else if (message.kind === "project") received.onProject(message.project);
    else if (message.kind === "warm") received.isWarmingUp = false;
    else if (message.kind === "ready") received.outcome.resolve(undefined);
    else if (message.kind === "failed") received.outcome.resolve((received.error = message.error));
    else if (message.kind === "templates") received.templates.push(...message.directories);
  };
  // An application may send its parent what it likes; what is nothing at all has no kind to be told by.
  child.on("message", (message: WorkerMessage | null) => message && receive(message));
  return received;
}

function send(child: ChildProcess, message: FrontMessage): void {
  // If the child has ended, `ended` says so.
  if (child.connected) child.send(message, () => {});
}

async function endOf(child: ChildProcess): Promise<ErrorReport> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(plainReport(`The application's process did not start: ${error.message}`)));
    child.once("exit", (code, signal) => resolve(plainReport(describeExit(code, signal))));
  });
}

function describeExit(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal === "SIGABRT") return "The application's process was aborted (SIGABRT); most often it ran out of memory.";
  if (signal !== null) return `The application's process was ended by ${signal}.`;
  return `The application's process exited with code ${code}.`;
}
