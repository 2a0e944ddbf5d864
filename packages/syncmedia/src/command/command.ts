import { loadProject, MediarootError, type Project, type SyncmediaSettings } from "@mediaroot/core";
import { escapeControls } from "@mediaroot/core/internal";
import type { CommandContext } from "./command-context.ts";
import { type ConfirmOptions, confirmPlan } from "./confirm-plan.ts";
import type { Strategy } from "../plan/decide.ts";
import { renderErrorDocument } from "../report/error-document.ts";
import type { SyncOptions } from "../plan/sync-options.ts";
import { bytesOf, exitCodeOf, type Report, reportOf } from "../report/report.ts";
import { renderDangling, renderFaults, renderReport } from "../report/report-text.ts";
import type { ReportedPlan, ReportedResult } from "../plan/sync-plan.ts";
import { openTarget, type PlannedSync, type SyncTarget } from "./sync-target.ts";
import { syncError } from "../errors.ts";

/** The flags of the command, as commander parses them. */
export interface CommandOptions {
  readonly copy?: boolean;
  readonly link?: boolean;
  readonly auto?: boolean;
  readonly strategy?: Strategy;
  readonly to?: string;
  readonly dryRun?: boolean;
  readonly check?: boolean;
  readonly adopt?: boolean;
  readonly hash?: boolean;
  readonly compress?: SyncmediaSettings["COMPRESS"];
  readonly strict?: boolean;
  readonly yes?: boolean;
  readonly wait: boolean;
  readonly settings?: string;
  readonly json?: boolean;
  readonly verbose?: boolean;
  readonly quiet?: boolean;
}

interface Command {
  readonly project: Project;
  readonly options: CommandOptions;
  readonly context: CommandContext;
  readonly signal: AbortSignal;
  /** Ends the requests to a server that are under way, too. */
  readonly kill: AbortSignal;
  readonly log: (text: string) => void;
}

/** From this size on a sync shows a progress bar. */
const LONG = { actions: 500, bytes: 100_000_000 };

/**
 * Runs one sync.
 *
 * @returns the exit code
 * @throws the errors of `loadProject`, `planSync`, `confirmPlan` and `applySync`
 */
export async function runSync(
  labels: readonly string[],
  options: CommandOptions,
  context: CommandContext,
): Promise<number> {
  const [abort, kill] = [new AbortController(), new AbortController()];
  let interrupted: number | undefined;
  context.onInterrupt((exitCode) => {
    if (interrupted !== undefined) kill.abort(syncError("UPLOAD_INTERRUPTED", { target: options.to ?? "the bucket" }));
    interrupted ??= exitCode;
    abort.abort();
  });
  const log = (text: string): void => {
    if (options.quiet !== true) context.stderr.write(`${text}\n`);
  };
  try {
    const project = await loadProject({
      directory: context.directory,
      settings: options.settings ?? context.settings,
    });
    const command: Command = { project, options, context, signal: abort.signal, kill: kill.signal, log };
    const target = await openTarget({ ...command, syncing: { ...syncOptions(options), labels } });
    const { plan, result } = await planAndApply(command, target);
    const report = reportOf(plan, result);
    const exitCode = interrupted ?? exitCodeOf(plan, report, options.check === true);
    print(command, report, exitCode);
    return exitCode;
  } catch (error) {
    if (!(error instanceof MediarootError) || error.code !== "SYNC_INTERRUPTED") throw error;
    // While a question is open, the terminal sends Ctrl-C as a key and not as a signal.
    const exitCode = interrupted ?? 130;
    log(error.message);
    if (options.json === true) context.stdout.write(renderErrorDocument(error, exitCode));
    return exitCode;
  }
}

function syncOptions({ strategy, to, adopt, hash, compress, strict, ...flags }: CommandOptions): SyncOptions {
  const method = flags.link === true ? "link" : flags.auto === true ? "auto" : flags.copy === true ? "copy" : undefined;
  return { strategy, adopt, hash, compress, strict, method, to };
}

interface Outcome {
  readonly plan: ReportedPlan;
  readonly result: ReportedResult | undefined;
}

/** Plans again if another syncmedia has finished between planning and locking. */
async function planAndApply(command: Command, target: SyncTarget): Promise<Outcome> {
  for (;;) {
    const planned = await target.plan();
    const { plan } = planned;
    const dangling = renderDangling(plan.dangling, command.options.verbose === true);
    for (const warning of [...dangling, ...planned.warnings]) warn(command, warning);
    if (command.options.dryRun === true || command.options.check === true) return { plan, result: undefined };
    if (plan.refusals.length === 0) await confirmPlan(plan, confirmOptions(command));
    try {
      return { plan, result: await apply(command, planned) };
    } catch (error) {
      if (!(error instanceof MediarootError) || error.code !== "PLAN_STALE") throw error;
    }
  }
}

function confirmOptions({ options, context, signal, log }: Command): ConfirmOptions {
  return { isConfirmed: options.yes === true, stderr: context.stderr, terminal: context.terminal, signal, log };
}

function warn({ context, log }: Command, warning: string): void {
  log(`${context.stderr.style("yellow", "warning")} ${escapeControls(warning)}`);
}

async function apply(command: Command, { plan, lock, ...planned }: PlannedSync): Promise<ReportedResult> {
  const { options, context, signal, log } = command;
  const isShown = options.quiet !== true && options.json !== true;
  const total = { total: plan.actions.length, bytes: sizeOf(plan) };
  const isLong = total.total >= LONG.actions || total.bytes >= LONG.bytes;
  const bar = isShown && isLong ? context.terminal?.progress(total) : undefined;
  try {
    return await planned.apply({
      signal,
      wait: options.wait,
      onWait: (holder) =>
        log(
          `Waiting for another syncmedia (${holder}) to finish. If that process no longer exists, its lock is taken over within a minute; to go on at once, remove ${lock}. To fail at once instead, use --no-wait.`,
        ),
      onProgress: (done, bytes) => bar?.advance(done, bytes),
      onWarning: (warning) => warn(command, warning),
    });
  } finally {
    bar?.stop();
  }
}

function sizeOf(plan: ReportedPlan): number {
  return [...bytesOf(plan).values()].reduce((total, part) => total + part, 0);
}

function print({ options, context }: Command, report: Report, exitCode: number): void {
  const { stdout, stderr } = context;
  if (options.json === true) {
    stdout.write(`${JSON.stringify({ ...report, exitCode }, null, 2)}\n`);
    return;
  }
  const verbose = options.verbose === true;
  if (options.quiet !== true) stdout.write(renderReport(report, { style: stdout.style, verbose }));
  else stderr.write(renderFaults(report, stderr.style));
}
