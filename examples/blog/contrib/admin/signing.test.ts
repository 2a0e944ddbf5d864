import fc from "fast-check";
import { expect, test } from "vitest";
import { createSigner } from "./signing.ts";

const signer = createSigner("secret", "session");

test("a signed value is given back", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (value) => {
      expect(signer.unsign(signer.sign(value))).toBe(value);
    }),
  );
});

test("nothing but what was signed is given back", () => {
  const signed = signer.sign("value");
  for (const forged of ["", ".", "value", "value.", `other${signed.slice(5)}`, `${signed}A`, undefined]) {
    expect(signer.unsign(forged)).toBeUndefined();
  }
});

test("a signature of another secret or for another purpose is none", () => {
  expect(createSigner("other", "session").unsign(signer.sign("value"))).toBeUndefined();
  expect(createSigner("secret", "csrf").unsign(signer.sign("value"))).toBeUndefined();
});
