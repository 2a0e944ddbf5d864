import { styleText } from "node:util";
import { createLineOutput, type LineOutputOptions } from "../output/line-output.ts";
import { decideColors, type WorkerOutput } from "../output/worker-output.ts";
import type { Output } from "./command-context.ts";
import { renderJsonEvent, renderWarning, type Style } from "./report-lines.ts";

/** The streams of a process, and how a command uses them. */
export interface OutputsOptions {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly env: NodeJS.ProcessEnv;
  /** Whether stdout is for JSON alone. */
  readonly json: boolean;
  /** Whether the command serves: it drops what cannot be written, and goes on. */
  readonly isServer: boolean;
  /** Called if the result of another command cannot be written: a disk is full. */
  readonly onLost: () => void;
}

/** The outputs of a command, and of the workers that it starts. */
export interface Outputs {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly workers: WorkerOutput;
}

/** Creates the outputs on the streams of this process. */
export function createOutputs({ env, json, isServer, onLost, ...streams }: OutputsOptions): Outputs {
  const maxUnreadBytes = isServer ? undefined : Infinity;
  const stderr = createOutput(streams.stderr, { maxUnreadBytes });
  const stdout = createOutput(streams.stdout, {
    maxUnreadBytes,
    ...(json && { renderWarning: (message: string) => renderJsonEvent({ kind: "warning", message }) }),
    onFailure({ code, message }) {
      if (isServer)
        return stderr.write(renderWarning(`Output is dropped, since it cannot be written: ${message}`, stderr.style));
      // The reader of another command has seen enough (`devserver find x | head`).
      if (code === "EPIPE") return;
      stderr.write(`${stderr.style("red", "error")} The output cannot be written: ${message}\n`);
      onLost();
    },
  });
  const shown = json ? stderr : stdout;
  const colors = decideColors(json ? [streams.stderr] : [streams.stdout, streams.stderr], env);
  return { stdout, stderr, workers: { stdout: shown.pass, stderr: stderr.pass, colors } };
}

/** Asks once whether the stream has colours, and not for each line. */
function createStyle(stream: NodeJS.WriteStream): Style {
  const hasColors = styleText("bold", "x", { stream }) !== "x";
  return hasColors ? (format, text) => styleText(format, text, { validateStream: false }) : (_, text) => text;
}

function createOutput(stream: NodeJS.WriteStream, options: LineOutputOptions): Output {
  const style = createStyle(stream);
  const lines = createLineOutput(stream, { renderWarning: (message) => renderWarning(message, style), ...options });
  return { ...lines, style, isTTY: stream.isTTY === true };
}
