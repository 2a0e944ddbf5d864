import type { TemplateLocation } from "./errors.ts";

/** Something in a template that is probably a mistake. */
export interface TemplateWarning {
  readonly message: string;
  readonly location: TemplateLocation;
}

/** Hears of warnings. Each place is told once for each state of its file. */
export type WarnOfTemplate = (warning: TemplateWarning) => void;
