import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

/** What a guess costs: scrypt's N (a power of two), r and p. */
export interface PasswordCost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/** How passwords are kept: as hashes that are slow to guess. */
export interface Passwords {
  /** @returns `scrypt$N$r$p$salt$key`: the cost is kept with the hash, so that it can be raised later */
  hash(password: string): Promise<string>;
  /**
   * Compares in constant time.
   *
   * @param hash made by `hash`, or undefined for a user who does not exist: that takes as long
   */
  verify(password: string, hash: string | undefined): Promise<boolean>;
}

const derive = promisify<string, Buffer, number, PasswordCost & { maxmem: number }, Buffer>(scrypt);

// OWASP's advice for scrypt: https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#scrypt
const COST: PasswordCost = { N: 2 ** 15, r: 8, p: 3 };
const KEY_BYTES = 32;

/** @param cost of new hashes; those that exist keep theirs */
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
