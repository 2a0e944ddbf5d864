import { expect, test } from "vitest";
import { createFrontServer } from "./front-server.ts";

test("uploads may last for ever, and slow header lines may not", () => {
  const server = createFrontServer({ answer: () => {}, upgrade: () => {} });
  expect(server.requestTimeout).toBe(0);
  expect(server.headersTimeout).toBeGreaterThan(0);
  expect(server.headersTimeout).toBeLessThanOrEqual(60_000);
});
