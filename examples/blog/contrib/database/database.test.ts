import { rmSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { createTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { createDatabase, type Database } from "./database.ts";
import type { Migration } from "./migrations.ts";
import { transaction } from "./transaction.ts";

const first: Migration = { name: "0001", up: "CREATE TABLE note (text TEXT NOT NULL UNIQUE) STRICT" };
const second: Migration = { name: "0002", up: (db) => db.exec("INSERT INTO note VALUES ('seed')") };

function notes(database: Database): readonly unknown[] {
  return database.use((db) => db.prepare("SELECT text FROM note ORDER BY text").all()).map(({ text }) => text);
}

describe("a database", () => {
  test("is created at its first use, and runs each migration once", () => {
    using tree = createTree();
    const file = tree.path("site.sqlite");
    const before = createDatabase({ file, app: "notes", migrations: [first, second] });
    expect(notes(before)).toEqual(["seed"]);
    before.use((db) => db.exec("INSERT INTO note VALUES ('more')"));
    before.close();
    const after = createDatabase({ file, app: "notes", migrations: [first, second] });
    expect(notes(after)).toEqual(["more", "seed"]);
    after.close();
  });

  test("runs new migrations when it is opened again", () => {
    using tree = createTree();
    const file = tree.path("site.sqlite");
    const before = createDatabase({ file, app: "notes", migrations: [first] });
    expect(notes(before)).toEqual([]);
    before.close();
    const after = createDatabase({ file, app: "notes", migrations: [first, second] });
    expect(notes(after)).toEqual(["seed"]);
    after.close();
  });

  test("keeps the migrations of each app apart", () => {
    using tree = createTree();
    const file = tree.path("site.sqlite");
    const one = createDatabase({ file, app: "one", migrations: [first] });
    const other = createDatabase({ file, app: "two", migrations: [{ name: "0001", up: "CREATE TABLE two (x) " }] });
    expect(notes(one)).toEqual([]);
    expect(other.use((db) => db.prepare("SELECT * FROM two").all())).toEqual([]);
    one.close();
    other.close();
  });

  test("keeps nothing of a migration that fails", () => {
    using tree = createTree();
    const file = tree.path("site.sqlite");
    const broken = { name: "0002", up: "INSERT INTO note VALUES ('half'); INSERT INTO nowhere VALUES (1)" };
    const failing = createDatabase({ file, app: "notes", migrations: [first, broken] });
    const message = expect.stringContaining("The migration 0002 of notes failed: no such table: nowhere");
    for (const _ of [1, 2]) {
      expect(() => notes(failing)).toThrow(expect.objectContaining({ name: "DatabaseError", message }));
    }
    const repaired = createDatabase({ file, app: "notes", migrations: [first, second] });
    expect(notes(repaired)).toEqual(["seed"]);
    repaired.close();
  });

  test("names a migration that throws something without a message", () => {
    using tree = createTree();
    const up = (): void => {
      // oxlint-disable-next-line no-throw-literal, typescript/only-throw-error -- as a careless migration may
      throw Object.create(null);
    };
    const failing = createDatabase({
      file: tree.path("site.sqlite"),
      app: "notes",
      migrations: [{ name: "0001", up }],
    });
    expect(() => notes(failing)).toThrow("The migration 0001 of notes failed: [Object: null prototype] {}.");
  });

  test("that is damaged says so, and is used again when it has been replaced", () => {
    using tree = createTree({ "site.sqlite": "this is no database, ".repeat(100) });
    const file = tree.path("site.sqlite");
    const database = createDatabase({ file, app: "notes", migrations: [first, second] });
    expect(() => notes(database)).toThrow(expect.objectContaining({ name: "DatabaseError", file }));
    expect(() => notes(database)).toThrow("damaged");
    rmSync(file);
    expect(notes(database)).toEqual(["seed"]);
    database.close();
  });

  test("that is damaged in the middle says so too", () => {
    using tree = createTree();
    const file = tree.path("site.sqlite");
    const before = createDatabase({ file, app: "notes", migrations: [first] });
    before.use((db) => {
      db.exec("BEGIN");
      for (let count = 0; count < 2000; count += 1) db.exec(`INSERT INTO note VALUES ('${count} ${"x".repeat(100)}')`);
      db.exec("COMMIT");
    });
    before.close();
    const bytes = new DatabaseSync(file).prepare("PRAGMA page_count").get();
    expect(Number(bytes?.["page_count"])).toBeGreaterThan(20);
    writeFileSync(file, Buffer.alloc(40_000, 0xa5), { flag: "r+" });
    const database = createDatabase({ file, app: "notes", migrations: [first] });
    expect(() => notes(database)).toThrow("damaged");
  });

  test("that another process has locked says so, and is used again afterwards", () => {
    using tree = createTree();
    const file = tree.path("site.sqlite");
    const holder = new DatabaseSync(file);
    holder.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; CREATE TABLE held (x)");
    const database = createDatabase({ file, app: "notes", migrations: [first, second] });
    expect(() => notes(database)).toThrow("locked");
    holder.exec("COMMIT");
    holder.close();
    expect(notes(database)).toEqual(["seed"]);
    database.close();
  });

  test("in a missing directory says what to check", () => {
    const database = createDatabase({ file: "/nowhere/site.sqlite", app: "notes", migrations: [] });
    expect(() => notes(database)).toThrow("cannot be opened");
  });
});

test("a transaction writes all or nothing", () => {
  const database = createDatabase({ file: ":memory:", app: "notes", migrations: [first, second] });
  const insertTwice = (): unknown =>
    database.use((db) =>
      transaction(db, () => db.exec("INSERT INTO note VALUES ('a'); INSERT INTO note VALUES ('seed')")),
    );
  expect(insertTwice).toThrow("UNIQUE");
  expect(notes(database)).toEqual(["seed"]);
});
