import { describe, expect, test } from "vitest";
import { isAllowedHost } from "./allowed-hosts.ts";

describe("isAllowedHost", () => {
  test.each([
    ["example.com", ["example.com"]],
    ["EXAMPLE.com:8000", ["Example.COM"]],
    ["example.com.", ["example.com"]],
    ["example.com", [".example.com"]],
    ["a.b.example.com", [".example.com"]],
    ["anything.at.all", ["*"]],
    ["[::1]:80", ["[::1]"]],
    ["127.0.0.1", ["127.0.0.1"]],
    ["b.com", ["a.com", "b.com"]],
  ])("%s is allowed by %j", (host, allowed) => expect(isAllowedHost(host, allowed)).toBe(true));

  test.each([
    ["example.com", []],
    ["www.example.com", ["example.com"]],
    ["badexample.com", [".example.com"]],
    ["example.com.evil.com", ["example.com", ".example.com"]],
    ["example.com:evil", ["*"]],
    ["example.com@evil.com", ["*"]],
    ["example.com/evil", ["*"]],
    ["exa mple.com", ["*"]],
    ["a\nb", ["*"]],
    ["", ["*"]],
    [".", [""]],
    ["::1", ["*"]],
  ])("%j is not allowed by %j", (host, allowed) => expect(isAllowedHost(host, allowed)).toBe(false));
});
