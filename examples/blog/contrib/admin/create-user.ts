/**
 * Adds a user, or gives one a new password: `npm run createuser -- NAME`. The password is read from the environment
 * variable ADMIN_PASSWORD, or from standard input.
 */
import { argv, env, exit, stderr, stdin, stdout } from "node:process";
import { createInterface } from "node:readline/promises";
import { loadProject } from "@mediaroot/core";
import { openAdminDatabase } from "./admin.ts";
import { createUsers } from "./users.ts";

const MIN_LENGTH = 10;

async function main(username: string | undefined): Promise<void> {
  if (username === undefined || !/^[\w.@+-]{1,150}$/.test(username)) {
    return refuse("Name the user: npm run createuser -- NAME (letters, digits and . @ + - _).");
  }
  const password = env["ADMIN_PASSWORD"] ?? (await ask(`Password for ${username}: `));
  if (password.length < MIN_LENGTH) return refuse(`The password needs at least ${MIN_LENGTH} characters.`);
  const { root } = await loadProject();
  const database = openAdminDatabase(root);
  const users = createUsers(database);
  const existing = users.find(username);
  if (existing === undefined) await users.create({ username, name: "", password });
  else await users.setPassword(existing.id, password);
  database.close();
  stdout.write(existing === undefined ? `Added ${username}.\n` : `${username} has a new password.\n`);
}

async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: stdin, output: stderr });
  const answer = await lines.question(question);
  lines.close();
  return answer;
}

function refuse(reason: string): void {
  stderr.write(`${reason}\n`);
  exit(2);
}

await main(argv[2]);
