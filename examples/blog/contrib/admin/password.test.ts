import { describe, expect, test } from "vitest";
import { createPasswords } from "./password.ts";

const { hash, verify } = createPasswords({ N: 16, r: 1, p: 1 });

describe("a password", () => {
  test("is verified by its hash, and no other is", async () => {
    const kept = await hash("rotating-field");
    expect(await verify("rotating-field", kept)).toBe(true);
    expect(await verify("rotating-fielt", kept)).toBe(false);
  });

  test("is salted: the same one has another hash each time", async () => {
    expect(await hash("rotating-field")).not.toBe(await hash("rotating-field"));
  });

  test("is the same however its letters were composed", async () => {
    expect(await verify("cafe\u0301", await hash("caf\u00e9"))).toBe(true);
  });

  test("of a user who does not exist is always wrong", async () => {
    expect(await verify("", undefined)).toBe(false);
  });

  test("costs what is advised unless told otherwise, and is verified by the cost that it was kept with", async () => {
    const kept = await createPasswords().hash("rotating-field");
    expect(kept).toMatch(/^scrypt\$32768\$8\$3\$/);
    expect(await verify("rotating-field", kept)).toBe(true);
  });
});
