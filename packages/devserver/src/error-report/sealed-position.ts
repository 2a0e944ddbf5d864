import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { SourcePosition } from "./error-report.ts";

/** New in each process. */
const KEY = randomBytes(32);

/** @returns the position as a signed token: a client can send back only positions that a page of ours showed */
export function sealPosition({ file, line, column }: SourcePosition): string {
  const payload = Buffer.from(JSON.stringify({ file, line, column })).toString("base64url");
  return `${payload}.${sign(payload).toString("base64url")}`;
}

/** @returns the position, or undefined if this process did not sign the token */
export function openSeal(token: string): SourcePosition | undefined {
  const [payload = "", signature = ""] = token.split(".");
  const [given, expected] = [Buffer.from(signature, "base64url"), sign(payload)];
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  return JSON.parse(Buffer.from(payload, "base64url").toString()) as SourcePosition;
}

function sign(payload: string): Buffer {
  return createHmac("sha256", KEY).update(payload).digest();
}
