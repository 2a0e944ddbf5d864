import { describe, expect, test } from "vitest";
import { createPasswords } from "./password.ts";

const { hash, verify } = createPasswords({ N: 16, r: 1, p: 1 });

describe("a password", () => {
  test("is verified by its hash; another password is not", async () => {
    const kept = await hash("rotating-field");
    expect(await verify("rotating-field", kept)).toBe(true);
    expect(await verify("rotating-fielt", kept)).toBe(false);
  });

  test("is salted: hashing it again gives another hash", async () => {
    expect(await hash("rotating-field")).not.toBe(await hash("rotating-field"));
  });

  test("is the same in each normalization form of Unicode", async () => {
    expect(await verify("cafe\u0301", await hash("caf\u00e9"))).toBe(true);
  });

  test("of a user who does not exist is always wrong", async () => {
    expect(await verify("", undefined)).toBe(false);
  });

  test("is hashed at the recommended cost by default, and verified at the cost in its hash", async () => {
    const kept = await createPasswords().hash("rotating-field");
    expect(kept).toMatch(/^scrypt\$32768\$8\$3\$/);
    expect(await verify("rotating-field", kept)).toBe(true);
  });
});
