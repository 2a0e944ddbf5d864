import fc from "fast-check";

/** What a client sends in place of its own token. */
export const TOKEN = "tokentokentoken";

const INNER = `GET /smuggled HTTP/1.1\r\nHost: evil.test\r\nX-Token: ${TOKEN}\r\n\r\n`;
const HEX = INNER.length.toString(16);

const seldom = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<readonly Value[]> =>
  fc.oneof({ weight: 5, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: value.map((one) => [one]) });

/** A change to bytes at a place between 0 and 1. */
interface Mutation {
  readonly kind: "flip" | "delete" | "insert" | "repeat";
  readonly at: number;
  readonly byte: number;
}

const METHODS = ["GET", "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "QUERY"];
const TARGETS = [
  "/x",
  "/x?q",
  "//x",
  "http://localhost/x",
  "http://evil.test/x",
  "*",
  "/media/a.css",
  "/__devserver/x",
];
const REQUEST_LINES = [
  "Connection: content-length",
  "Connection: transfer-encoding",
  "Connection: host, x-forwarded-for, keep-alive",
  "Connection: close",
  "Connection: Upgrade",
  "Upgrade: websocket",
  "Upgrade: h2c",
  "Trailer: Host",
  "Expect: 100-continue",
  "X-Forwarded-For: 6.6.6.6",
  "Accept: text/html",
  "Sec-Fetch-Dest: document",
  "X-Odd: \u00FF\t\u0080",
];
/** Node refuses them, or should. */
const REFUSED_LINES = [
  "Content-Length: +5",
  "Content-Length: 5, 5",
  "Content-Length : 5",
  "Transfer-Encoding: chunked, identity",
  "Transfer-Encoding: xchunked",
  "Transfer-Encoding:\u000Bchunked",
  "Expect: nothing",
  "Host: evil.test",
  "X-Folded: a\r\n b",
  "X-Bare: a\nX-Hidden: b",
  "No colon",
];
const LENGTH = `Content-Length: ${INNER.length}`;
const CHUNKED = `${HEX}\r\n${INNER}\r\n0\r\n\r\n`;
/** Where a body ends, and the body. */
const FRAMINGS: readonly (readonly [lines: readonly string[], body: string])[] = [
  [[], ""],
  [[], ""],
  [[LENGTH], INNER],
  [[LENGTH], INNER],
  [["Transfer-Encoding: chunked"], CHUNKED],
  [["Transfer-Encoding: gzip, chunked"], CHUNKED],
  [["Transfer-Encoding: chunked"], `0\r\nHost: evil.test\r\n\r\n`],
  // From here on they are two requests, or half of one, or refused.
  [["Content-Length: 0"], INNER],
  [["Content-Length: 5"], INNER],
  [["Transfer-Encoding: chunked"], "5\r\nhel"],
  [["Transfer-Encoding: chunked", LENGTH], CHUNKED],
];
const STATUSES = ["200 OK", "200 O\u0001K", "204 x", "304 x", "100 x", "103 x", "101 x", "500 x", "099 x", "200"];
const ANSWER_LINES = [
  "Content-Length: 5",
  "Content-Length: 50",
  "Content-Length: 5\r\nContent-Length: 6",
  "Transfer-Encoding: chunked",
  "Connection: content-length",
  "Connection: close",
  "Trailer: X-Sum",
  "Content-Type: text/html",
  "Content-Encoding: gzip",
  "Content-Disposition: inline; filename=\u00E6\u0097\u00A5",
  "Upgrade: websocket",
  "X-Odd: \u0000",
  " folded",
];
const ANSWER_BODIES = [
  "",
  "hello",
  TOKEN,
  `5\r\nhello\r\n0\r\nX-Sum: \u0001\r\n\r\n`,
  `HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n${TOKEN}`,
];

const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom("flip", "delete", "insert", "repeat"),
  at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  byte: fc.oneof(fc.constantFrom(0, 9, 10, 13, 32, 58, 255), fc.nat(255)),
});

function mutate(text: string, mutations: readonly Mutation[]): string {
  return mutations.reduce((before, { kind, at, byte }) => {
    const index = Math.floor(at * before.length);
    const [head, tail] = [before.slice(0, index), before.slice(index)];
    if (kind === "flip") return head + String.fromCharCode(byte) + tail.slice(1);
    if (kind === "delete") return head + tail.slice(1 + (byte % 8));
    if (kind === "insert") return head + String.fromCharCode(byte) + tail;
    return head + tail.slice(0, byte) + tail;
  }, text);
}

const answer = fc
  .record({
    status: fc.constantFrom(...STATUSES),
    lines: fc.subarray(ANSWER_LINES, { maxLength: 3 }),
    body: fc.constantFrom(...ANSWER_BODIES),
    mutations: seldom(mutation),
  })
  .map(({ status, lines, body, mutations }) =>
    mutate([`HTTP/1.1 ${status}`, ...lines, `X-Token: ${TOKEN}`, "", body].join("\r\n"), mutations),
  );

const request = fc
  .record({
    method: fc.constantFrom(...METHODS),
    target: fc.constantFrom(...TARGETS),
    version: fc.constantFrom("1.1", "1.1", "1.1", "1.1", "1.0"),
    lines: fc.shuffledSubarray(REQUEST_LINES, { maxLength: 3 }),
    refused: seldom(fc.constantFrom(...REFUSED_LINES)),
    answered: fc.option(answer),
    framing: fc.constantFrom(...FRAMINGS),
    mutations: seldom(mutation),
  })
  .map(({ method, target, version, lines, refused, answered, framing, mutations }) => {
    const asked = answered === null ? [] : [`X-Answer: ${Buffer.from(answered, "latin1").toString("base64url")}`];
    const head = [
      `${method} ${target} HTTP/${version}`,
      "Host: localhost",
      `X-Token: ${TOKEN}`,
      ...lines,
      ...framing[0],
      ...refused,
      ...asked,
    ];
    return mutate([...head, "", framing[1]].join("\r\n"), mutations);
  });

/** What a client sends on one connection (latin1): requests that no client should send, and a last one that is whole. */
export const conversation: fc.Arbitrary<string> = fc.array(request, { minLength: 1, maxLength: 3 }).map((requests) => {
  const last = `GET /last HTTP/1.1\r\nHost: localhost\r\nX-Token: ${TOKEN}\r\nConnection: close\r\n\r\n`;
  return [...requests, last].join("");
});
