import { describe, expect, test } from "vitest";
import { createDatabase } from "../database/database.ts";
import { adminMigrations } from "./admin-database.ts";
import { createPasswords } from "./password.ts";
import { SESSION_SECONDS, createSessions } from "./sessions.ts";
import { createUsers } from "./users.ts";

const DAY_MS = 86_400_000;
const passwords = createPasswords({ N: 16, r: 1, p: 1 });

function adminDatabase(clock = { ms: 0 }) {
  const database = createDatabase({ file: ":memory:", app: "admin", migrations: adminMigrations });
  return { users: createUsers(database, passwords), sessions: createSessions(database, () => clock.ms) };
}

const nikola = { username: "nikola", name: "Nikola", password: "rotating-field" };

describe("users", () => {
  test("log in by name and password, with the name in any letter case", async () => {
    const { users } = adminDatabase();
    const created = await users.create(nikola);
    expect(await users.authenticate("Nikola", "rotating-field")).toEqual(created);
    expect(await users.authenticate("nikola", "rotating")).toBeUndefined();
    expect(await users.authenticate("thomas", "rotating-field")).toBeUndefined();
  });

  test("have unique names", async () => {
    const { users } = adminDatabase();
    await users.create(nikola);
    await expect(users.create({ ...nikola, username: "NIKOLA" })).rejects.toMatchObject({ field: "username" });
  });

  test("cannot all be deleted", async () => {
    const { users } = adminDatabase();
    const { id } = await users.create(nikola);
    expect(() => users.remove(id)).toThrow(expect.objectContaining({ statusCode: 409 }));
    const other = await users.create({ ...nikola, username: "other" });
    users.remove(id);
    expect(users.list("")).toEqual([other]);
  });

  test("are found by a literal part of their name, not by a pattern", async () => {
    const { users } = adminDatabase();
    await users.create(nikola);
    expect(users.list("IKO")).toHaveLength(1);
    expect(users.list("%")).toHaveLength(0);
  });
});

describe("a session", () => {
  test("lasts until it is ended", async () => {
    const { users, sessions } = adminDatabase();
    const user = await users.create(nikola);
    const key = sessions.begin(user);
    expect(sessions.find(key)).toEqual(user);
    sessions.end(key);
    expect(sessions.find(key)).toBeUndefined();
  });

  test("ends after its duration", async () => {
    const clock = { ms: DAY_MS };
    const { users, sessions } = adminDatabase(clock);
    const key = sessions.begin(await users.create(nikola));
    clock.ms += SESSION_SECONDS * 1000;
    expect(sessions.find(key)).toBeUndefined();
  });

  test("ends when the user gets a new password or is deleted", async () => {
    const { users, sessions } = adminDatabase();
    const user = await users.create(nikola);
    await users.create({ ...nikola, username: "other" });
    const key = sessions.begin(user);
    await users.setPassword(user.id, "another-password");
    expect(sessions.find(key)).toBeUndefined();
    const next = sessions.begin(user);
    users.remove(user.id);
    expect(sessions.find(next)).toBeUndefined();
  });

  test("shows each message once", async () => {
    const { users, sessions } = adminDatabase();
    const key = sessions.begin(await users.create(nikola));
    const messages = ["one", '"two" </script>'];
    for (const message of messages) sessions.addMessage(key, message);
    expect(sessions.takeMessages(key)).toEqual(messages);
    expect(sessions.takeMessages(key)).toEqual([]);
  });
});
