import { createHmac, timingSafeEqual } from "node:crypto";

/** Signs what a browser keeps for us, so that it cannot be made up. */
export interface Signer {
  /** @returns `value.signature` */
  sign(value: string): string;
  /** @returns the value, or undefined when the signature is not ours */
  unsign(signed: string | undefined): string | undefined;
}

/**
 * Makes a signer.
 *
 * @param secret SECRET_KEY
 * @param purpose a signature for one purpose is none for another
 */
export function createSigner(secret: string, purpose: string): Signer {
  const signature = (value: string): string =>
    createHmac("sha256", secret).update(`${purpose}\0${value}`).digest("base64url");
  return {
    sign: (value) => `${value}.${signature(value)}`,
    unsign(signed = "") {
      const dot = signed.lastIndexOf(".");
      if (dot < 1) return undefined;
      const value = signed.slice(0, dot);
      return sameText(signed.slice(dot + 1), signature(value)) ? value : undefined;
    },
  };
}

/** Compares two texts in a time that does not tell where they differ. */
export function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
