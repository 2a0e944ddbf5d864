import { describe, expect, test } from "vitest";
import { isSandboxed, widenPolicies } from "./content-policy.ts";

const widen = (header: string): string => widenPolicies(header, { nonce: "N" });

describe("a policy is widened", () => {
  test.each([
    // Nothing governs scripts or connections.
    ["style-src 'self'", "style-src 'self'"],
    ["", ""],
    ["script-src 'self'", "script-src 'self'; script-src-elem 'self' 'nonce-N'"],
    ["script-src 'none'", "script-src 'none'; script-src-elem 'nonce-N'"],
    ["SCRIPT-SRC 'NONE';", "script-src 'NONE'; script-src-elem 'nonce-N'"],
    ["script-src", "script-src; script-src-elem 'nonce-N'"],
    ["default-src 'none'", "default-src 'none'; script-src-elem 'nonce-N'; connect-src 'self'"],
    [
      "default-src https: ; connect-src https://api.example",
      "default-src https:; script-src-elem https: 'nonce-N'; connect-src https://api.example 'self'",
    ],
    ["script-src 'self'; script-src-elem 'none'", "script-src 'self'; script-src-elem 'nonce-N'"],
    ["connect-src 'none'", "connect-src 'self'"],
    ["connect-src 'self' https:", "connect-src 'self' https:"],
    // Of two directives of one name the first counts.
    ["script-src 'none'; script-src *", "script-src 'none'; script-src *; script-src-elem 'nonce-N'"],
    // A nonce would switch the page's own inline scripts off.
    ["script-src 'unsafe-inline'", "script-src 'unsafe-inline'; script-src-elem 'unsafe-inline' 'self'"],
    ["script-src 'self' 'unsafe-inline'", "script-src 'self' 'unsafe-inline'; script-src-elem 'self' 'unsafe-inline'"],
    // There it is off already.
    ...["'nonce-x'", "'sha256-x'", "'strict-dynamic'"].map((strict): [string, string] => [
      `script-src 'unsafe-inline' ${strict}`,
      `script-src 'unsafe-inline' ${strict}; script-src-elem 'unsafe-inline' ${strict} 'nonce-N'`,
    ]),
  ])("%s", (policy, widened) => {
    expect(widen(policy)).toBe(widened);
  });

  test("each of a header, for a page must satisfy all", () => {
    expect(widen("script-src a.example, connect-src 'none'")).toBe(
      "script-src a.example; script-src-elem a.example 'nonce-N',connect-src 'self'",
    );
  });

  test("once: what is widened already stays as it is", () => {
    const once = widen("default-src 'none'; script-src 'strict-dynamic' 'nonce-x'");
    expect(widen(once).split(/[; ]+/).toSorted()).toEqual(once.split(/[; ]+/).toSorted());
  });
});

test.each([
  ["sandbox", true],
  ["default-src 'self'; Sandbox allow-scripts", true],
  ["default-src 'self', sandbox", true],
  ["default-src sandbox", false],
  ["", false],
])("the policy %s takes the origin away: %s", (policy, sandboxed) => {
  expect(isSandboxed(policy)).toBe(sandboxed);
});
