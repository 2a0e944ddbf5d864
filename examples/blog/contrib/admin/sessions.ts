import { createHash, randomBytes } from "node:crypto";
import type { Database } from "../database/database.ts";
import { type User, userOf } from "./users.ts";

/** The sessions of logged-in users. They are in the database: a logout ends a session even if the browser keeps the cookie. */
export interface Sessions {
  /** @returns the key for the browser's cookie. The database stores only a hash of the key */
  begin(user: User): string;
  /** @returns the user of a session that has not ended */
  find(key: string): User | undefined;
  end(key: string): void;
  /** Stores a message for the next page. */
  addMessage(key: string, message: string): void;
  /** Removes the messages that no page has shown yet. @returns them */
  takeMessages(key: string): readonly string[];
}

/** The duration of a session, in seconds. */
export const SESSION_SECONDS: number = 14 * 24 * 60 * 60;

/** Creates the sessions of a database with the tables of `adminMigrations`. */
export function createSessions(database: Database, now: () => number = Date.now): Sessions {
  const seconds = (): number => Math.floor(now() / 1000);
  return {
    begin(user) {
      const key = randomBytes(32).toString("base64url");
      database.use((db) => {
        db.prepare("DELETE FROM admin_session WHERE expires_at <= ?").run(seconds());
        db.prepare("INSERT INTO admin_session (key_hash, user_id, expires_at) VALUES (?, ?, ?)").run(
          hashOf(key),
          user.id,
          seconds() + SESSION_SECONDS,
        );
      });
      return key;
    },
    find(key) {
      const sql = `SELECT u.id, u.username, u.name FROM admin_session s JOIN admin_user u ON u.id = s.user_id
        WHERE s.key_hash = ? AND s.expires_at > ?`;
      const row = database.use((db) => db.prepare(sql).get(hashOf(key), seconds()));
      return row === undefined ? undefined : userOf(row);
    },
    end: (key) =>
      void database.use((db) => db.prepare("DELETE FROM admin_session WHERE key_hash = ?").run(hashOf(key))),
    addMessage(key, message) {
      const sql = "UPDATE admin_session SET messages = json_insert(messages, '$[#]', json(?)) WHERE key_hash = ?";
      database.use((db) => db.prepare(sql).run(JSON.stringify(message), hashOf(key)));
    },
    takeMessages(key) {
      return database.use((db) => {
        const row = db.prepare("SELECT messages FROM admin_session WHERE key_hash = ?").get(hashOf(key));
        const messages = JSON.parse(String(row?.["messages"] ?? "[]")) as readonly string[];
        if (messages.length > 0)
          db.prepare("UPDATE admin_session SET messages = '[]' WHERE key_hash = ?").run(hashOf(key));
        return messages;
      });
    },
  };
}

function hashOf(key: string): string {
  return createHash("sha256").update(key).digest("base64url");
}
