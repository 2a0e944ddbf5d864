import { bindBackgroundCheck } from "./background-check.ts";
import type { CommandContext } from "./command-context.ts";
import type { FrontEvent } from "../front/front-event.ts";
import { createFront, type Front } from "../front/front.ts";
import type { LineOutput } from "../output/line-output.ts";
import { openBrowser } from "./open-browser.ts";
import { renderJsonEvent } from "./report-lines.ts";
import { runShortcut, type ShortcutActions } from "./shortcuts.ts";
import { renderAddresses, renderEvent } from "./terminal.ts";

/** The options of `devserver start`. */
export interface StartOptions {
  /** True: all addresses. */
  readonly host: string | true;
  readonly port: number;
  readonly strictPort?: boolean;
  readonly open?: boolean;
  readonly json?: boolean;
  readonly liveReload?: boolean;
  /** False: the project is not checked beside the server. */
  readonly check?: boolean;
  readonly settings?: string | undefined;
}

const ALL_ADDRESSES = "0.0.0.0";
/** The start of this process on the clock of `performance.now()`. */
const PROCESS_STARTED = 0;
/** Clears the screen and the scrollback, and moves the cursor home (ECMA-48, ED and CUP). */
const CLEAR = "\u001B[2J\u001B[3J\u001B[H";

/**
 * Serves the project until it is interrupted, or `q` is typed.
 *
 * @returns the exit code
 * @throws PORT_IN_USE, ADDRESS_REFUSED
 */
export async function start(options: StartOptions, context: CommandContext): Promise<number> {
  const { json = false, strictPort = false } = options;
  const ending = Promise.withResolvers<number>();
  const { write } = context.stdout;
  const onEvent = (event: FrontEvent): void =>
    json ? write(() => renderJsonEvent(event)) : writeEvent(event, context);
  const checkOnce = bindBackgroundCheck({
    check: () => front.check(),
    onFound: (message) => onEvent({ kind: "warning", message }),
  });
  const front = await createFront({
    directory: context.directory,
    settings: options.settings ?? context.settings,
    host: options.host === true ? ALL_ADDRESSES : options.host,
    port: options.port,
    strictPort,
    liveReload: options.liveReload ?? true,
    workers: await context.workers(),
    onEvent(event) {
      onEvent(event);
      if (event.kind === "ready" && options.check !== false) checkOnce();
    },
    begunAt: PROCESS_STARTED,
  });
  context.onInterrupt(ending.resolve);
  const open = (): void => openBrowser(front.address.url, (reason) => context.stderr.write(`${reason}\n`));
  if (options.open === true) open();
  void endWithoutSettings(front, ending.resolve);
  void front.gone.then(() => ending.resolve(1));
  const actions = { ...actionsOf(front, write, context), open, quit: () => ending.resolve(0) };
  const stopReading = readShortcuts(context, actions, write);
  const exitCode = await ending.promise;
  stopReading?.();
  await front.close();
  return exitCode;
}

type Write = LineOutput["write"];

function actionsOf(
  { address, restart }: Front,
  write: Write,
  { stdout }: CommandContext,
): Omit<ShortcutActions, "open" | "quit"> {
  return {
    restart: () => restart("shortcut r"),
    showAddresses: () => write(renderAddresses(address, stdout.style)),
    clear: () => write(stdout.isTTY ? CLEAR : ""),
  };
}

function readShortcuts(
  { keyboard, stdout: { style } }: CommandContext,
  actions: ShortcutActions,
  write: Write,
): (() => void) | undefined {
  if (keyboard === undefined) return undefined;
  write(`  ${style("dim", "h + Enter shows the shortcuts")}\n\n`);
  return keyboard.read((line) => runShortcut(line, actions, { write, style }), actions.quit);
}

/** Missing settings are wrong usage; broken settings can be fixed while the server runs. */
async function endWithoutSettings(front: Front, end: (exitCode: number) => void): Promise<void> {
  const error = await front.started;
  if (error?.code === "SETTINGS_NOT_FOUND") end(2);
}

function writeEvent(event: FrontEvent, { stdout, stderr }: CommandContext): void {
  const output = event.kind === "failed" || event.kind === "crashed" ? stderr : stdout;
  output.write(() => renderEvent(event, output.style));
}
