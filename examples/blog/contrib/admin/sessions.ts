import { createHash, randomBytes } from "node:crypto";
import type { Database } from "../database/database.ts";
import { type User, userOf } from "./users.ts";

/** Who is logged in. Kept in the database, so that a logout ends it whatever the browser keeps. */
export interface Sessions {
  /** @returns the key that the browser keeps; the database knows only its hash */
  begin(user: User): string;
  find(key: string): User | undefined;
  end(key: string): void;
  /** Keeps a text for the next page. */
  addMessage(key: string, message: string): void;
  /** @returns the messages not shown yet, and forgets them */
  takeMessages(key: string): readonly string[];
}

/** How long a session lasts, in seconds. */
export const SESSION_SECONDS: number = 14 * 24 * 60 * 60;

/** Makes the sessions of a database that `adminMigrations` have shaped. */
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
