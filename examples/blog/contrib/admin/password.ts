import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

const derive = promisify<string, Buffer, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(scrypt);

// OWASP's advice for scrypt: https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#scrypt
const COST = { N: 2 ** 15, r: 8, p: 3 };
const KEY_BYTES = 32;

/** @returns `scrypt$N$r$p$salt$key`: the cost is kept with the hash, so that it can be raised later */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await keyOf(password, salt, COST);
  return ["scrypt", COST.N, COST.r, COST.p, salt.toString("base64url"), key.toString("base64url")].join("$");
}

/**
 * Compares in constant time.
 *
 * @param hash made by `hashPassword`, or undefined for a user who does not exist: that takes as long
 */
export async function verifyPassword(password: string, hash: string | undefined): Promise<boolean> {
  const [, N, r, p, salt = "", stored = ""] = (hash ?? UNKNOWN_USER).split("$");
  const key = await keyOf(password, Buffer.from(salt, "base64url"), { N: Number(N), r: Number(r), p: Number(p) });
  const expected = Buffer.from(stored, "base64url");
  return expected.length === key.length && timingSafeEqual(expected, key) && hash !== undefined;
}

const UNKNOWN_USER = `scrypt$${COST.N}$${COST.r}$${COST.p}$${"A".repeat(22)}$${"A".repeat(43)}`;

async function keyOf(password: string, salt: Buffer, cost: typeof COST): Promise<Buffer> {
  return await derive(password.normalize("NFKC"), salt, KEY_BYTES, { ...cost, maxmem: 256 * cost.N * cost.r });
}
