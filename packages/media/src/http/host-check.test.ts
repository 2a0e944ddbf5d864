import { describe, expect, test } from "vitest";
import { createHostCheck } from "./host-check.ts";

function refuseHost(host: string | undefined, hosts: readonly string[]): string | undefined {
  const check = createHostCheck(hosts);
  const request = { url: "/", headers: { host }, rawHeaders: [] };
  const refusal = check(request);
  expect(check(request)).toEqual(refusal);
  expect(refusal?.status ?? 403).toBe(403);
  return refusal?.reason;
}

describe("a Host header", () => {
  test.each([
    undefined,
    "",
    "localhost",
    "LocalHost:8000",
    "localhost.",
    "blog.localhost:8000",
    "127.0.0.1:8000",
    "192.168.1.5",
    "[::1]:8000",
    "[::ffff:127.0.0.1]",
    "example.com",
    "EXAMPLE.com:443",
    "example.com.",
    "a.b.wild.test",
    "wild.test",
  ])("%s is answered", (host) => {
    expect(refuseHost(host, ["example.com", ".wild.test"])).toBeUndefined();
  });

  test.each([
    "evil.test",
    "evil.test:8000",
    "notexample.com",
    "example.com.evil.test",
    "sub.example.com",
    "notwild.test",
    "localhost.evil.test",
    "notlocalhost",
    "127.0.0.1.evil.test",
    "127.1",
    "2130706433",
    "localhost@evil.test",
    "localhost/evil",
    "localhost:80:80",
    "[::1",
    "[evil]",
    "a b",
  ])("%s is refused", (host) => {
    expect(refuseHost(host, ["example.com", ".wild.test"])).toBeTypeOf("string");
  });

  test("is refused with the whole settings line to write", () => {
    expect(refuseHost("Evil.Test:8000", ["example.com"])).toContain('ALLOWED_HOSTS: ["example.com", "evil.test"],');
    expect(refuseHost("evil.test", [])).toContain('ALLOWED_HOSTS: ["evil.test"],');
  });

  test("of any kind is allowed if ALLOWED_HOSTS has a star", () => {
    expect(refuseHost("evil.test", ["*"])).toBeUndefined();
  });
});

test("a request with two Host lines is refused, whatever they say", () => {
  const rawHeaders = ["Host", "localhost", "Accept", "host", "HOST", "localhost"];
  const request = { url: "/", headers: { host: "localhost" }, rawHeaders };
  const check = createHostCheck(["*"]);
  expect(check(request)?.status).toBe(400);
  expect(check({ ...request, rawHeaders: rawHeaders.slice(0, 4) })).toBeUndefined();
});
