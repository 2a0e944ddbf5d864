import { describe, expect, test } from "vitest";
import { createLoginLimit, type LoginLimit } from "./login-limit.ts";

const HOME = "192.0.2.1";

function limitAt(clock: { ms: number }): LoginLimit {
  return createLoginLimit(() => clock.ms);
}

/** Tries `names` user names from one address, and waits as long as the limit says. @returns the seconds that this took */
function tryNames(limit: LoginLimit, clock: { ms: number }, names: number): number {
  const start = clock.ms;
  for (let name = 0; name < names; name += 1) {
    const attempt = { username: `user${name}`, address: HOME };
    clock.ms += limit.wait(attempt) * 1000;
    limit.count(attempt);
  }
  return (clock.ms - start) / 1000;
}

describe("the limit of logins", () => {
  test("makes a name from one address wait after five attempts", () => {
    const limit = limitAt({ ms: 0 });
    for (const username of ["admin", "Admin", "ADMIN", "aDMIN", "adMin"]) limit.count({ username, address: HOME });
    expect(limit.wait({ username: "admiN", address: HOME })).toBe(2);
    expect(limit.wait({ username: "admin", address: "192.0.2.2" })).toBe(0);
    expect(limit.wait({ username: "nikola", address: HOME })).toBe(0);
  });

  test("makes many names from one address wait, up to a minute", () => {
    const clock = { ms: 0 };
    const limit = limitAt(clock);
    expect(tryNames(limit, clock, 50)).toBe(0);
    expect(limit.wait({ username: "nikola", address: HOME })).toBe(1);
    expect(limit.wait({ username: "nikola", address: "192.0.2.2" })).toBe(0);
    expect(tryNames(limit, clock, 7)).toBe(1 + 2 + 4 + 8 + 16 + 32 + 60);
    expect(tryNames(limit, clock, 10)).toBe(600);
  });

  test("forgets an address after some time without attempts", () => {
    const clock = { ms: 0 };
    const limit = limitAt(clock);
    tryNames(limit, clock, 80);
    clock.ms += 120_000;
    expect(tryNames(limit, clock, 50)).toBe(0);
  });

  test("does not count a successful login, which does not clear the other attempts from its address", () => {
    const clock = { ms: 0 };
    const limit = limitAt(clock);
    const login = { username: "nikola", address: HOME };
    for (let turn = 0; turn < 200; turn += 1) {
      limit.count(login);
      limit.succeeded(login);
    }
    expect(limit.wait(login)).toBe(0);
    tryNames(limit, clock, 49);
    limit.count(login);
    limit.succeeded(login);
    expect(limit.wait(login)).toBe(0);
    tryNames(limit, clock, 1);
    expect(limit.wait(login)).toBe(1);
  });

  test.each([
    ["2001:db8:1:2::1", "2001:DB8:1:2:ffff:ffff:ffff:ffff", true],
    ["2001:db8::1", "2001:db8:0:0:1::", true],
    ["::1", "::2", true],
    ["2001:db8:1:2::1", "2001:db8:1:3::1", false],
    ["::ffff:192.0.2.1", HOME, true],
    ["::ffff:192.0.2.1", "::ffff:192.0.2.2", false],
    [HOME, "192.0.2.2", false],
    ["fe80::1%eth0", "fe80::2", true],
    [undefined, undefined, true],
  ])("counts %s and %s together: %s", (one, other, isSame) => {
    const limit = limitAt({ ms: 0 });
    for (let name = 0; name < 51; name += 1) limit.count({ username: `user${name}`, address: one });
    expect(limit.wait({ username: "nikola", address: other }) > 0).toBe(isSame);
  });

  test("counts guesses at one name from all addresses of a network together", () => {
    const limit = limitAt({ ms: 0 });
    for (let host = 1; host <= 6; host += 1) limit.count({ username: "nikola", address: `2001:db8:1:2::${host}` });
    expect(limit.wait({ username: "nikola", address: "2001:db8:1:2::99" })).toBeGreaterThan(1);
  });
});
