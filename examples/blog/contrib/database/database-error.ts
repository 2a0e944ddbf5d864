/** Why a database cannot be used, in words for the page that says so. */
export class DatabaseError extends Error {
  override readonly name = "DatabaseError";
  /** What to do next. */
  readonly fix: string;
  readonly file: string;
  /** Whether the file has to be opened anew. */
  readonly reopen: boolean;

  constructor(reason: Reason, file: string, cause: unknown) {
    super(reason.message, { cause });
    this.fix = reason.fix;
    this.file = file;
    this.reopen = reason.reopen;
  }
}

interface Reason {
  readonly message: string;
  readonly fix: string;
  readonly reopen: boolean;
}

const LOCKED: Reason = {
  message: "The database is locked by another process.",
  fix: "Try again in a moment. If it stays locked, end the process that has the file open.",
  reopen: false,
};
const CORRUPT: Reason = {
  message: "The database is damaged, or is not a SQLite database.",
  fix: "Put a backup in its place, or move the file away to begin with an empty one.",
  reopen: true,
};
const READ_ONLY: Reason = {
  message: "The database cannot be written.",
  fix: "Let the user that runs the server write the file and its directory.",
  reopen: true,
};
const UNREADABLE: Reason = {
  message: "The database cannot be opened or read.",
  fix: "Check the disk, and that the user that runs the server may open the file and its directory.",
  reopen: true,
};
const FULL: Reason = { message: "The disk of the database is full.", fix: "Make room on the disk.", reopen: false };

// https://sqlite.org/rescode.html: the low byte of a result code is the primary one.
const REASONS: ReadonlyMap<number, Reason> = new Map([
  [5, LOCKED],
  [6, LOCKED],
  [8, READ_ONLY],
  [10, UNREADABLE],
  [11, CORRUPT],
  [13, FULL],
  [14, UNREADABLE],
  [26, CORRUPT],
]);

/** @returns what an error of SQLite means for the reader, or undefined for an error of another kind (a broken constraint, a bug) */
export function databaseError(error: unknown, file: string): DatabaseError | undefined {
  const reason = REASONS.get((resultCode(error) ?? 0) & 0xff);
  return reason === undefined ? undefined : new DatabaseError(reason, file, error);
}

/** @returns whether an error says that a value which must be unique exists already */
export function isUniqueViolation(error: unknown): boolean {
  return resultCode(error) === 2067 || resultCode(error) === 1555;
}

function resultCode(error: unknown): number | undefined {
  const isSqlite = error instanceof Error && "errcode" in error && typeof error.errcode === "number";
  return isSqlite ? (error.errcode as number) : undefined;
}
