/** Called with a log line and its cause when a fault is the server's: no file descriptors left, an I/O error, an application that throws. */
export type Log = (line: string, cause: unknown) => void;

/** Writes a line to stderr. It is the default log. */
export const logToStderr: Log = (line) => {
  // oxlint-disable-next-line no-console
  console.error(line);
};
