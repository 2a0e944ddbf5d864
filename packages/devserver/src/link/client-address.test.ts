import type { Socket } from "node:net";
import { expect, test } from "vitest";
import { MAX_ADDRESS_LINE_BYTES, parseAddressLine, renderAddressLine } from "./client-address.ts";

test.each([
  ["IPv4", "127.0.0.1", "127.0.0.1"],
  ["IPv4", "192.168.100.200", "192.168.100.100"],
  ["IPv6", "::1", "::1"],
  ["IPv6", "::ffff:127.0.0.1", "::ffff:127.0.0.1"],
  ["IPv6", "fe80::ffff:ffff:ffff:ffff%enp0s31f6", "fe80::1234:5678:9abc:def0%enp0s31f6"],
])("an %s address comes back as it was sent: %s", (family, remoteAddress, localAddress) => {
  const socket = { remoteFamily: family, remoteAddress, localAddress, remotePort: 65_535, localPort: 8000 };
  const line = renderAddressLine(socket as Socket);
  expect(line.length).toBeLessThan(MAX_ADDRESS_LINE_BYTES);
  expect(parseAddressLine(line)).toEqual({ family, remoteAddress, localAddress, remotePort: 65_535, localPort: 8000 });
});

test("a client that has gone names none", () => {
  expect(parseAddressLine(renderAddressLine({ remoteAddress: undefined } as Socket))).toBeUndefined();
});
