import { DatabaseError } from "../database/database-error.ts";
import { FieldError } from "./field-error.ts";
import type { Users } from "./users.ts";

/** The user of a fresh development database. The login page names it; a database that has a user never gets it. */
export const DEMO_USER = { username: "admin", name: "Demo admin", password: "rotating-field" } as const;

/** @returns whether everybody knows these credentials: production refuses them, should its database come from development */
export function isDemoUser({ username, password }: { readonly username: string; readonly password: string }): boolean {
  return username.toLowerCase() === DEMO_USER.username && password === DEMO_USER.password;
}

/** Adds the demonstration user to a database without users, if it can. */
export async function addDemoUser(users: Users): Promise<void> {
  try {
    if (users.count() === 0) await users.create(DEMO_USER);
  } catch (error) {
    // Another request, or process, of the same moment has added it, or holds the database.
    if (!(error instanceof FieldError) && !(error instanceof DatabaseError)) throw error;
  }
}
