/** What of an error is told as JSON. */
export interface ToldError {
  readonly code?: string | undefined;
  readonly message: string;
  readonly fix?: string | undefined;
}

/** @returns what `--json` prints where nothing could be planned; it ends with a newline */
export function renderErrorDocument({ code, message, fix }: ToldError, exitCode: number): string {
  return `${JSON.stringify({ error: { code, message, fix }, exitCode }, null, 2)}\n`;
}
