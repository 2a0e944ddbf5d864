import type { Position } from "@mediaroot/core/references";
import { type CheckId, CHECKS, levelOf } from "./check-table.ts";

/** A fault that a check has found. */
export interface Finding extends Position {
  readonly id: CheckId;
  readonly level: "error" | "warning";
  /** `project`, or the label of the app that the fault is in. */
  readonly app: string;
  /** Absolute. */
  readonly file: string;
  readonly message: string;
  /** What to write or do. */
  readonly fix: string;
}

/** Where a finding is; a line and column of 1 stand for the whole file. */
export type Place = Pick<Finding, "app" | "file"> & Partial<Position>;

/** Makes a finding; its level is that of its id. */
export function finding(id: CheckId, { app, file, line = 1, column = 1 }: Place, message: string): Finding {
  return { id, level: levelOf(id), app, file, line, column, message, fix: CHECKS[id].fix };
}
