import { describe, expect, test } from "vitest";
import { openSeal, sealPosition } from "./sealed-position.ts";

const position = { file: "/site/blog/app.ts", line: 3, column: 7 };

describe("a sealed position", () => {
  test("comes back as it went", () => {
    expect(openSeal(sealPosition(position))).toEqual(position);
  });

  test("is refused once anything of it has changed, and so is all that was never sealed", () => {
    const [payload = "", signature = ""] = sealPosition(position).split(".");
    const other = Buffer.from(JSON.stringify({ ...position, file: "/etc/passwd" })).toString("base64url");
    const forged = [
      `${other}.${signature}`,
      `${payload}.${signature.slice(1)}`,
      `${payload}.`,
      payload,
      "",
      ".",
      other,
    ];
    expect(forged.map(openSeal)).toEqual(forged.map(() => undefined));
  });
});
