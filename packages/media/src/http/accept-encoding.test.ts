import { expect, test } from "vitest";
import { acceptedCodings } from "./accept-encoding.ts";

test.each([
  [undefined, ["identity"]],
  ["", ["identity"]],
  ["gzip, deflate, br, zstd", ["br", "zstd", "gzip", "identity"]],
  ["gzip, deflate", ["gzip", "identity"]],
  ["br;q=0, gzip", ["gzip", "identity"]],
  ["gzip;q=0.5, br;q=0.1", ["gzip", "br", "identity"]],
  ["gzip;q=1.0, identity;q=0.5, *;q=0", ["gzip", "identity"]],
  ["identity;q=0", []],
  ["identity;q=0, br", ["br"]],
  ["*;q=0", []],
  ["*", ["br", "zstd", "gzip", "identity"]],
  ["gzip, *;q=0", ["gzip"]],
  ["identity", ["identity"]],
  ["GZIP", ["gzip", "identity"]],
  ["x-unknown", ["identity"]],
  [";;q=,,=", ["identity"]],
])("Accept-Encoding %j accepts %j, best first", (field, codings) => {
  expect(acceptedCodings(field)).toEqual(codings);
});

test("a made-up field is negotiated anew each time, and remembered fields stay few", () => {
  for (let nth = 0; nth < 1000; nth += 1) expect(acceptedCodings(`x-${nth}, gzip`)).toEqual(["gzip", "identity"]);
});
