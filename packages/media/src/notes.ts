/** Told, in one line, of trouble that is not the asker's: no descriptors left, a disk or an application that fails. */
export type Notes = (line: string, cause: unknown) => void;

/** Prints a note: what a library does whose caller has no log for it. */
export const printNote: Notes = (line) => {
  // oxlint-disable-next-line no-console
  console.error(line);
};
