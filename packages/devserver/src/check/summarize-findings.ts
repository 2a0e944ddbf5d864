import type { Finding } from "./finding.ts";

/** The findings of one id in one app. */
export interface FindingKind {
  /** In their order; at least one. */
  readonly findings: readonly Finding[];
  /** What to write or do, for all of them. */
  readonly fix: string;
}

/** The findings of the project, or of one app. */
export interface FindingGroup {
  /** `project`, or the label of the app. */
  readonly app: string;
  readonly kinds: readonly FindingKind[];
}

/** @returns findings by app and id, in their order */
export function groupFindings(findings: readonly Finding[]): readonly FindingGroup[] {
  return [...Map.groupBy(findings, ({ app }) => app)].map(([app, ofApp]) => ({
    app,
    kinds: [...Map.groupBy(ofApp, ({ id }) => id).values()].map((kind) => ({
      findings: kind,
      fix: kind[0]?.fix ?? "",
    })),
  }));
}

/** @returns how many errors and warnings there are */
export function countLevels(findings: readonly Finding[]): readonly [errors: number, warnings: number] {
  const errors = findings.filter(({ level }) => level === "error").length;
  return [errors, findings.length - errors];
}

/** @returns `3 findings (1 error, 2 warnings)`, or `No findings` */
export function summarizeFindings(findings: readonly Finding[]): string {
  if (findings.length === 0) return "No findings";
  const [errors, warnings] = countLevels(findings);
  return `${count(findings.length, "finding")} (${count(errors, "error")}, ${count(warnings, "warning")})`;
}

/** @returns `1 finding`, `2 findings` */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
