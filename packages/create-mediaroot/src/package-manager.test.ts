import { expect, test } from "vitest";
import { parsePackageManager } from "./package-manager.ts";

test.each([
  [undefined, "npm create mediaroot@latest my-site -- --install"],
  ["npm/11.19.1 node/v24.11.0 linux x64", "npm create mediaroot@latest my-site -- --install"],
  ["pnpm/10.2.0 npm/? node/v24.11.0 linux x64", "pnpm create mediaroot my-site --install"],
  ["yarn/4.9.0 npm/? node/v24.11.0 linux x64", "yarn create mediaroot my-site --install"],
  ["bun/1.3.0 npm/? node/v24.11.0 linux x64", "bun create mediaroot my-site --install"],
])("run by %s, the command that creates a site is %s", (userAgent, command) => {
  expect(parsePackageManager(userAgent).create(["my-site"], ["--install"])).toBe(command);
});
