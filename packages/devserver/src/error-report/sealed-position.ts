import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { SourcePosition } from "./error-report.ts";

/** Known to this process alone, and new in each. */
const KEY = randomBytes(32);

/** @returns the position as a token that only this process can make: what comes back in one has been on a page of ours */
export function sealPosition({ file, line, column }: SourcePosition): string {
  const payload = Buffer.from(JSON.stringify({ file, line, column })).toString("base64url");
  return `${payload}.${sign(payload).toString("base64url")}`;
}

/** @returns the position, or undefined for a token that this process has not made */
export function openSeal(token: string): SourcePosition | undefined {
  const [payload = "", signature = ""] = token.split(".");
  const [given, expected] = [Buffer.from(signature, "base64url"), sign(payload)];
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  return JSON.parse(Buffer.from(payload, "base64url").toString()) as SourcePosition;
}

function sign(payload: string): Buffer {
  return createHmac("sha256", KEY).update(payload).digest();
}
