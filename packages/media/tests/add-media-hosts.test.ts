import { createTree } from "@mediaroot/core/testing";
import { describe, expect, test } from "vitest";
import { addMediaToApp } from "../src/application/full-app.ts";
import { say, start } from "./add-media.test.support.ts";
import { parseAnswer, siteOf } from "./media.test.support.ts";

const bytes = (target: string, hosts: readonly string[]): string =>
  [`GET ${target} HTTP/1.1`, ...hosts, "Connection: close", "", ""].join("\r\n");

describe.each([
  ["in development", true],
  ["in production", false],
])("%s", (_, debug) => {
  test("a request with two Host lines is answered 400, by media, the application and what is mounted alike", async () => {
    using tree = createTree({ "media/x.css": "x" });
    const seen: unknown[] = [];
    const app = addMediaToApp(
      (request, response) => {
        seen.push(request.url);
        say(request, response);
      },
      siteOf(tree, [], { debug, hosts: ["one.test", "two.test"] }),
    );
    await using server = await start(app.mount("/other", say));
    for (const target of ["/media/x.css", "/page", "/other/page", "http://one.test/media/x.css"]) {
      const answer = parseAnswer(await server.send(bytes(target, ["Host: one.test", "hOST: two.test"])));
      expect([target, answer.status]).toEqual([target, 400]);
      expect(answer.text).toBe("The request has more than one Host header.\n");
      const one = parseAnswer(await server.send(bytes(target, ["Host: one.test"])));
      expect([target, one.status]).toEqual([target, 200]);
    }
    expect(seen).toEqual(["/page"]);
  });
});
