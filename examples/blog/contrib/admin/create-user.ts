/**
 * Adds a user, or gives a user a new password: `npm run createuser -- NAME`. The password is the environment variable
 * ADMIN_PASSWORD. Without it, the command asks for the password at a terminal, or reads the first line of standard input.
 */
import process, { argv, env, stderr, stdin, stdout } from "node:process";
import { loadProject, MediarootError } from "@mediaroot/core";
import { DatabaseError } from "../database/database-error.ts";
import { openAdminDatabase } from "./admin-database.ts";
import { askPassword } from "./ask-password.ts";
import { createUsers } from "./users.ts";

const MIN_LENGTH = 10;

async function main(username: string | undefined): Promise<void> {
  if (username === undefined || !/^[\w.@+-]{1,150}$/.test(username)) {
    return refuse("Name the user: npm run createuser -- NAME (letters, digits and . @ + - _).");
  }
  const { root } = await loadProject();
  const question = `Password for ${username}`;
  const password = env["ADMIN_PASSWORD"] ?? (await askPassword(question, { input: stdin, output: stderr }));
  if (password === undefined) return refuse("No password was given, or the two differ. Nothing was changed.");
  if (password.length < MIN_LENGTH) return refuse(`The password needs at least ${MIN_LENGTH} characters.`);
  stdout.write(`${await saveUser(root, username, password)}\n`);
}

async function saveUser(root: string, username: string, password: string): Promise<string> {
  const database = openAdminDatabase(root);
  try {
    const users = createUsers(database);
    const existing = users.find(username);
    if (existing === undefined) await users.create({ username, name: "", password });
    else await users.setPassword(existing.id, password);
    return existing === undefined ? `Added ${username}.` : `${existing.username} has a new password.`;
  } finally {
    database.close();
  }
}

function refuse(reason: string, exitCode = 2): void {
  stderr.write(`${reason}\n`);
  process.exitCode = exitCode;
}

try {
  await main(argv[2]);
} catch (error) {
  if (error instanceof DatabaseError) refuse(error.line, 1);
  else if (error instanceof MediarootError) refuse(`${error.message}\n${error.fix}`, error.exitCode);
  else throw error;
}
