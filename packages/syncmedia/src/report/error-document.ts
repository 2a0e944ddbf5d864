/** The fields of an error in JSON. */
export interface ErrorFields {
  readonly code?: string | undefined;
  readonly message: string;
  readonly fix?: string | undefined;
}

/** @returns the document that `--json` prints if planning failed, with a newline at its end */
export function renderErrorDocument({ code, message, fix }: ErrorFields, exitCode: number): string {
  return `${JSON.stringify({ error: { code, message, fix }, exitCode }, null, 2)}\n`;
}
