import path from "node:path";
import { loadProject, MediarootError, type Project, type SyncmediaSettings } from "@mediaroot/core";
import { escapeControls } from "@mediaroot/core/internal";
import { applySync } from "../apply/apply.ts";
import type { CommandContext } from "./command-context.ts";
import { type ConfirmOptions, confirmPlan } from "./confirm-plan.ts";
import type { Strategy } from "../plan/decide.ts";
import { renderErrorDocument } from "../report/error-document.ts";
import { planSync, type SyncOptions } from "../plan/plan.ts";
import { bytesOf, exitCodeOf, type Report, reportOf } from "../report/report.ts";
import { renderDangling, renderFaults, renderReport } from "../report/report-text.ts";
import { stateDirectory } from "../state/state-directory.ts";
import type { SyncPlan, SyncResult } from "../plan/sync-action.ts";
import { warnOfVersionControl } from "../report/vcs-warning.ts";

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
  const abort = new AbortController();
  let interrupted: number | undefined;
  context.onInterrupt((exitCode) => {
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
    const command: Command = { project, options, context, signal: abort.signal, log };
    const { plan, result } = await planAndApply(command, { ...syncOptions(options, context), labels });
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

function syncOptions(
  { strategy, to, adopt, hash, compress, strict, ...flags }: CommandOptions,
  { directory }: CommandContext,
): SyncOptions {
  const method = flags.link === true ? "link" : flags.auto === true ? "auto" : flags.copy === true ? "copy" : undefined;
  return {
    strategy,
    adopt,
    hash,
    compress,
    strict,
    method,
    to: to === undefined ? undefined : path.resolve(directory, to),
  };
}

interface Outcome {
  readonly plan: SyncPlan;
  readonly result: SyncResult | undefined;
}

/** Plans again if another syncmedia has finished between planning and locking. */
async function planAndApply(command: Command, syncing: SyncOptions): Promise<Outcome> {
  for (;;) {
    const plan = planSync(command.project, syncing);
    for (const warning of warningsOf(command, plan)) command.log(warning);
    if (command.options.dryRun === true || command.options.check === true) return { plan, result: undefined };
    if (plan.refusals.length === 0) await confirmPlan(plan, confirmOptions(command));
    try {
      return { plan, result: await apply(command, plan) };
    } catch (error) {
      if (!(error instanceof MediarootError) || error.code !== "PLAN_STALE") throw error;
    }
  }
}

function confirmOptions({ options, context, signal, log }: Command): ConfirmOptions {
  return { isConfirmed: options.yes === true, stderr: context.stderr, terminal: context.terminal, signal, log };
}

function warningsOf({ project, options, context }: Command, plan: SyncPlan): readonly string[] {
  const { style } = context.stderr;
  const dangling = renderDangling(plan.dangling, options.verbose === true);
  return [...dangling, ...plan.warnings, warnOfVersionControl(project, plan) ?? []]
    .flat()
    .map((warning) => `${style("yellow", "warning")} ${escapeControls(warning)}`);
}

async function apply({ options, context, signal, log }: Command, plan: SyncPlan): Promise<SyncResult> {
  const { lock } = stateDirectory(plan.target);
  const isShown = options.quiet !== true && options.json !== true;
  const bar = isShown && isLong(plan) ? context.terminal?.progress(plan.actions.length) : undefined;
  try {
    return await applySync(plan, {
      confirmed: true,
      signal,
      wait: options.wait,
      onWait: (holder) =>
        log(
          `Waiting for another syncmedia (${holder}) to finish. If that process no longer exists, its lock is taken over within a minute; to go on at once, remove ${lock}. To fail at once instead, use --no-wait.`,
        ),
      onProgress: (done) => bar?.advance(done),
    });
  } finally {
    bar?.stop();
  }
}

function isLong(plan: SyncPlan): boolean {
  const bytes = [...bytesOf(plan).values()].reduce((total, part) => total + part, 0);
  return plan.actions.length >= LONG.actions || bytes >= LONG.bytes;
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
