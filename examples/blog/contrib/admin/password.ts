import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

/** The cost of a hash: the parameters N (a power of two), r and p of scrypt. */
export interface PasswordCost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/** Hashes passwords, slowly on purpose: so slow is each guess of an attacker. */
export interface Passwords {
  /** @returns `scrypt$N$r$p$salt$key`. With its own cost in each hash, the cost of new ones can be raised later */
  hash(password: string): Promise<string>;
  /**
   * Compares in constant time.
   *
   * @param hash what `hash` gave; undefined for a user who does not exist, which takes equally long
   */
  verify(password: string, hash: string | undefined): Promise<boolean>;
}

const derive = promisify<string, Buffer, number, PasswordCost & { maxmem: number }, Buffer>(scrypt);

// The parameters that OWASP recommends: https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#scrypt
const COST: PasswordCost = { N: 2 ** 15, r: 8, p: 3 };
const KEY_BYTES = 32;

/** @param cost of new hashes. Existing hashes are verified with their own */
export function createPasswords(cost: PasswordCost = COST): Passwords {
  const unknownUser = format(cost, "A".repeat(22), "A".repeat(43));
  return {
    async hash(password) {
      const salt = randomBytes(16);
      const key = await keyOf(password, salt, cost);
      return format(cost, salt.toString("base64url"), key.toString("base64url"));
    },
    async verify(password, hash) {
      const [, N, r, p, salt = "", stored = ""] = (hash ?? unknownUser).split("$");
      const key = await keyOf(password, Buffer.from(salt, "base64url"), { N: Number(N), r: Number(r), p: Number(p) });
      const expected = Buffer.from(stored, "base64url");
      return expected.length === key.length && timingSafeEqual(expected, key) && hash !== undefined;
    },
  };
}

function format({ N, r, p }: PasswordCost, salt: string, key: string): string {
  return ["scrypt", N, r, p, salt, key].join("$");
}

async function keyOf(password: string, salt: Buffer, cost: PasswordCost): Promise<Buffer> {
  return await derive(password.normalize("NFKC"), salt, KEY_BYTES, { ...cost, maxmem: 256 * cost.N * cost.r });
}
