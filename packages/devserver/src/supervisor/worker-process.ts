import { type ChildProcess, fork, type StdioOptions } from "node:child_process";
import { WORKER } from "../own-files.ts";
import { plainReport } from "../error-report/error-report.ts";
import type { ErrorReport } from "../error-report/error-report.ts";
import type { FrontMessage, ProjectReport, StartOrder, WorkerMessage } from "../link/messages.ts";
import type { SourceFile } from "../link/source-file.ts";

const CLOSE_WITHIN_MS = 2_000;

/** One worker process, as the front sees it. */
export interface WorkerProcess {
  /** Its process id; undefined when it did not start. */
  readonly pid: number | undefined;
  /** Where it listens. */
  readonly socket: string;
  /** Each file of user code that it has read, as it stood before. Grows while it starts. */
  readonly files: readonly SourceFile[];
  /** The template directories of its apps. */
  readonly templates: readonly string[];
  /** The libraries that its user code imports, as URLs. */
  readonly libraries: readonly string[];
  /** Settled once: undefined when it serves, or why it does not. */
  readonly outcome: Promise<ErrorReport | undefined>;
  /** Settled when the process is gone, with what is known of why. */
  readonly ended: Promise<ErrorReport>;
  /** Tells it to make itself ready for an order. */
  prepare(order: StartOrder, libraries: readonly string[]): void;
  /** Lets it do the rest of what can be done ahead. */
  warmUp(): void;
  /** Whether it still makes itself ready. */
  isWarmingUp(): boolean;
  /** Tells it to read the user's code. */
  begin(order: StartOrder, onProject: (project: ProjectReport) => void): void;
  /** Asks it to close, and ends it when it has not within two seconds. */
  close(): void;
  /** Ends it at once. */
  kill(): void;
}

/** Where a worker listens and where what it prints goes. */
export interface WorkerProcessOptions {
  readonly socket: string;
  /** The private directory of the sockets, if they lie in one. */
  readonly directory: string | undefined;
  /** "inherit", or a stream or descriptor for both of its outputs. */
  readonly output: "inherit" | "stderr";
}

/** Starts a process that waits to be told what to run. */
export function createWorkerProcess({ socket, directory, output }: WorkerProcessOptions): WorkerProcess {
  const stdio: StdioOptions = output === "inherit" ? ["ignore", 1, 2, "ipc"] : ["ignore", 2, 2, "ipc"];
  const child = fork(WORKER, [socket, directory ?? ""], { stdio });
  const told = listenTo(child);
  const ended = endOf(child).then((report) => told.error ?? report);
  void ended.then(told.outcome.resolve);
  return {
    pid: child.pid,
    socket,
    files: told.files,
    templates: told.templates,
    libraries: told.libraries,
    outcome: told.outcome.promise,
    ended,
    isWarmingUp: () => told.isWarmingUp,
    prepare(order, wanted) {
      told.isWarmingUp = true;
      send(child, { kind: "prepare", order, libraries: wanted });
    },
    warmUp: () => send(child, { kind: "warm-up" }),
    begin(order, onProject) {
      told.onProject = onProject;
      send(child, order);
    },
    close() {
      send(child, { kind: "close" });
      setTimeout(() => child.kill("SIGKILL"), CLOSE_WITHIN_MS).unref();
    },
    kill: () => void child.kill("SIGKILL"),
  };
}

/** What a worker has told until now. */
interface Told {
  readonly files: SourceFile[];
  readonly templates: string[];
  readonly libraries: string[];
  readonly outcome: PromiseWithResolvers<ErrorReport | undefined>;
  isWarmingUp: boolean;
  error: ErrorReport | undefined;
  onProject: (project: ProjectReport) => void;
}

function listenTo(child: ChildProcess): Told {
  const told: Told = {
    files: [],
    templates: [],
    libraries: [],
    outcome: Promise.withResolvers(),
    isWarmingUp: false,
    error: undefined,
    onProject() {},
  };
  const receive = (message: WorkerMessage): void => {
    if (message.kind === "read") told.files.push(...message.files);
    else if (message.kind === "libraries") told.libraries.push(...message.urls);
    else if (message.kind === "project") told.onProject(message.project);
    else if (message.kind === "warm") told.isWarmingUp = false;
    else if (message.kind === "ready") told.outcome.resolve(undefined);
    else if (message.kind === "failed") told.outcome.resolve((told.error = message.error));
    else if (message.kind === "templates") told.templates.push(...message.directories);
  };
  // An application may send its parent what it likes; what is nothing at all has no kind to be told by.
  child.on("message", (message: WorkerMessage | null) => message && receive(message));
  return told;
}

function send(child: ChildProcess, message: FrontMessage): void {
  // A child that is gone already tells so by its end.
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
