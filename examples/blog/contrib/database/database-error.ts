import { MigrationError } from "./migrations.ts";

/** An error that says why a database cannot be used, for pages and for the log. */
export class DatabaseError extends Error {
  override readonly name = "DatabaseError";
  /** The advice what to do next. */
  readonly fix: string;
  readonly file: string;
  /** Whether the file has to be opened again. */
  readonly reopen: boolean;

  constructor(reason: Reason, file: string, cause: unknown) {
    super(reason.message, { cause });
    this.fix = reason.fix;
    this.file = file;
    this.reopen = reason.reopen;
  }

  /** The line for the log. It names the file, which visitors must not see. */
  get line(): string {
    return `${this.message} ${this.fix} (${this.file})`;
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
  fix: "Replace it by a backup, or move it away: the site then begins with a new one.",
  reopen: true,
};
const READ_ONLY: Reason = {
  message: "The database cannot be written.",
  fix: "Allow the user that runs the server to write the file and its directory.",
  reopen: true,
};
const UNREADABLE: Reason = {
  message: "The database cannot be opened or read.",
  fix: "Check the disk, and that the user that runs the server may open the file and its directory.",
  reopen: true,
};
const FULL: Reason = {
  message: "The disk of the database is full.",
  fix: "Free some space on the disk.",
  reopen: false,
};

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

/** @returns the DatabaseError for an error of SQLite or of a migration; undefined for another error (a broken constraint, a bug) */
export function databaseError(error: unknown, file: string): DatabaseError | undefined {
  const isMigration = error instanceof MigrationError;
  const reason = REASONS.get((resultCode(isMigration ? error.cause : error) ?? 0) & 0xff);
  if (reason !== undefined) return new DatabaseError(reason, file, error);
  return isMigration ? new DatabaseError(brokenMigration(error), file, error) : undefined;
}

function brokenMigration({ message }: MigrationError): Reason {
  const fix = "The database is as it was before. Correct the migration, and start again.";
  return { message, fix, reopen: true };
}

/** @returns whether an error says that a value which must be unique exists already */
export function isUniqueViolation(error: unknown): boolean {
  return resultCode(error) === 2067 || resultCode(error) === 1555;
}

/** @returns whether an error says that another connection holds a lock */
export function isBusy(error: unknown): boolean {
  return ((resultCode(error) ?? 0) & 0xff) === 5;
}

function resultCode(error: unknown): number | undefined {
  const isSqlite = error instanceof Error && "errcode" in error && typeof error.errcode === "number";
  return isSqlite ? (error.errcode as number) : undefined;
}
