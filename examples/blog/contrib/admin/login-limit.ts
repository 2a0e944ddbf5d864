import { isIPv6 } from "node:net";
import { createRateLimit } from "./rate-limit.ts";

/** Whose login is tried from where. */
export interface LoginAttempt {
  readonly username: string;
  /** IPv4 or IPv6. */
  readonly address: string;
}

/** Slows down whoever guesses: at one name, or at many from one address. */
export interface LoginLimit {
  /** @returns the seconds that the attempt has to wait still; 0: it may be made */
  wait(attempt: LoginAttempt): number;
  /** Counts an attempt. Called before the password is checked, so that many at once are counted too. */
  count(attempt: LoginAttempt): void;
  /** Takes a counted attempt back: it was a login. Other attempts from its address stay counted. */
  succeeded(attempt: LoginAttempt): void;
}

/**
 * Makes a limit with no attempts counted. By name and address: nobody elsewhere can lock a user out. By address alone more is
 * allowed, and the wait is short: a whole office, or with an unknown proxy everybody, may share one.
 *
 * @param now milliseconds since any fixed moment
 */
export function createLoginLimit(now: () => number = Date.now): LoginLimit {
  const names = createRateLimit({ free: 5, firstWait: 2, longestWait: 15 * 60, now });
  const networks = createRateLimit({ free: 50, firstWait: 1, longestWait: 60, now });
  const nameOf = ({ username, address }: LoginAttempt): string => `${username.toLowerCase()} ${address}`;
  return {
    wait: (attempt) => Math.max(names.wait(nameOf(attempt)), networks.wait(networkOf(attempt.address))),
    count(attempt) {
      names.count(nameOf(attempt));
      networks.count(networkOf(attempt.address));
    },
    succeeded(attempt) {
      names.forget(nameOf(attempt));
      networks.takeBack(networkOf(attempt.address));
    },
  };
}

/** Whoever has one address of IPv6 has the 64 bits below its network (RFC 6177), and may use another for each attempt. */
function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [, mapped] = /^::ffff:([\d.]+)$/i.exec(address) ?? [];
  if (mapped !== undefined) return mapped;
  const [before = "", after = ""] = address.toLowerCase().split("::");
  const [head, tail] = [groupsOf(before), groupsOf(after)];
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => "0");
  return [...head, ...zeros, ...tail].slice(0, 4).join(":");
}

function groupsOf(part: string): readonly string[] {
  return part.split(":").filter((group) => group !== "");
}
