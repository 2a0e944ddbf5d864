import { describe, expect, test } from "vitest";
import { hashPassword, verifyPassword } from "./password.ts";

describe("a password", () => {
  test("is verified by its hash, and no other is", async () => {
    const hash = await hashPassword("rotating-field");
    expect(await verifyPassword("rotating-field", hash)).toBe(true);
    expect(await verifyPassword("rotating-fielt", hash)).toBe(false);
  });

  test("is salted: the same one has another hash each time", async () => {
    expect(await hashPassword("rotating-field")).not.toBe(await hashPassword("rotating-field"));
  });

  test("is the same however its letters were composed", async () => {
    expect(await verifyPassword("cafe\u0301", await hashPassword("caf\u00e9"))).toBe(true);
  });

  test("of a user who does not exist is always wrong", async () => {
    expect(await verifyPassword("", undefined)).toBe(false);
  });
});
