import rateLimit, { normalizeIP } from "@fastify/rate-limit";
import type { FastifyInstance } from "fastify";
import { createAttempts } from "./attempts.ts";
import { PageError } from "./page-error.ts";

/** An attempt to log in. */
export interface LoginAttempt {
  readonly username: string;
  /** The client's IP address, as `request.ip` has it: undefined for a client of a Unix socket. */
  readonly address: string | undefined;
}

/** Slows down whoever guesses passwords: for one user name, or for many from one address. */
export interface LoginLimit {
  /** @returns the seconds that the attempt has to wait; 0 when it may be made */
  wait(attempt: LoginAttempt): number;
  /** Counts an attempt. Call it before the password is checked: attempts at the same moment are then counted too. */
  count(attempt: LoginAttempt): void;
  /** Takes a counted attempt back, because the password was right. Other attempts from its address stay counted. */
  succeeded(attempt: LoginAttempt): void;
}

/**
 * Creates the limit. It counts twice: by user name and network, so that nobody can lock a user out from elsewhere; and by
 * network alone, which allows more, because a whole office may share one address.
 *
 * @param now milliseconds since a fixed moment
 */
export function createLoginLimit(now: () => number = Date.now): LoginLimit {
  const names = createAttempts({ free: 5, firstWait: 2, maxWait: 15 * 60, now });
  const networks = createAttempts({ free: 50, firstWait: 1, maxWait: 60, now });
  const nameOf = ({ username, address }: LoginAttempt): string => `${username.toLowerCase()} ${networkOf(address)}`;
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

/** The rate of login requests, right and wrong ones, from one network. Beyond it not even the form is read. */
export const LOGIN_RATE = { max: 300, timeWindow: 60_000 } as const;

/** Registers @fastify/rate-limit for those of the admin's routes that ask for it by `config: { rateLimit }`. */
export async function addRateLimit(app: FastifyInstance): Promise<void> {
  await app.register(rateLimit, {
    global: false,
    keyGenerator: ({ ip }) => networkOf(ip),
    errorResponseBuilder: (_request, { after }) =>
      new PageError(429, "Too many requests", { text: `Wait ${after} and try again.` }),
  });
}

/** A client with one IPv6 address usually owns the 64 bits below it (RFC 6177), and can use another address each time. */
function networkOf(address: string | undefined): string {
  return address === undefined ? "unknown" : normalizeIP(address, 64);
}
