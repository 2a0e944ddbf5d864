import { DatabaseError } from "../database/database-error.ts";
import { FieldError } from "./field-error.ts";
import type { Users } from "./users.ts";

/** The user of a new database in development. The login page names it. A database with other users does not get it. */
export const DEMO_USER = { username: "admin", name: "Demo admin", password: "rotating-field" } as const;

/** @returns whether these credentials are the demonstration user's. Production refuses them: its database may come from development */
export function isDemoUser({ username, password }: { readonly username: string; readonly password: string }): boolean {
  return username.toLowerCase() === DEMO_USER.username && password === DEMO_USER.password;
}

/** Adds the demonstration user to a database without users. A database that cannot be used is left for the page to report. */
export async function addDemoUser(users: Users): Promise<void> {
  try {
    if (users.count() === 0) await users.create(DEMO_USER);
  } catch (error) {
    // Another request or process has just added the user, or holds the database.
    if (!(error instanceof FieldError) && !(error instanceof DatabaseError)) throw error;
  }
}
