import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { LoadedApp } from "@mediaroot/core";
import { templateDirectory } from "@mediaroot/core/internal";
import { positionsIn } from "@mediaroot/core/references";
import jsTokens, { type Token } from "js-tokens";
import { isRelative } from "./rules/check-named-media.ts";
import type { DeclaredPath } from "./surveyed-site.ts";

const SOURCE = /(?<!\.d|\.test)\.m?[jt]s$/;
const LEFT_OUT = new Set(["node_modules", "tests", "test", "__tests__"]);

/** Reads the sources of an app, and finds the paths that its media declarations write out. An app without `app.ts` runs no code. */
export function loadDeclaredPaths(loaded: LoadedApp): readonly DeclaredPath[] {
  const { app, configFile } = loaded;
  if (configFile === undefined) return [];
  const without = new Set([app.mediaDirectory, templateDirectory(loaded)]);
  return sourcesBelow(app.directory, without).flatMap((file) => {
    const text = readFileSync(file, "utf8");
    if (!text.includes("defineMedia(")) return [];
    const positionAt = positionsIn(text);
    return parseDeclaredPaths(text)
      .filter(({ logicalPath }) => isRelative(logicalPath))
      .map(({ logicalPath, at }) => ({ app: app.label, file, logicalPath, ...positionAt(at) }));
  });
}

/** Links are not followed, so the walk ends. */
function sourcesBelow(directory: string, without: ReadonlySet<string>): readonly string[] {
  const entries = readdirSync(directory, { withFileTypes: true }).filter(({ name }) => !LEFT_OUT.has(name));
  return entries.flatMap((entry) => {
    const file = path.join(directory, entry.name);
    if (entry.isFile()) return SOURCE.test(entry.name) ? file : [];
    return entry.isDirectory() && !without.has(file) && !entry.name.startsWith(".") ? sourcesBelow(file, without) : [];
  });
}

interface Written {
  readonly logicalPath: string;
  /** Offset of the opening quote. */
  readonly at: number;
}

type PlacedToken = Token & { readonly at: number };

/** @returns the texts in lists, and in `script()` and `stylesheet()`, of each `defineMedia({ ... })`, in their order */
export function parseDeclaredPaths(text: string): readonly Written[] {
  const tokens = codeTokens(text);
  return tokens.flatMap((token, index) =>
    token.value === "defineMedia" && tokens[index + 1]?.value === "(" ? pathsOfCall(tokens, index + 1) : [],
  );
}

function codeTokens(text: string): readonly PlacedToken[] {
  const tokens: PlacedToken[] = [];
  let at = 0;
  for (const token of jsTokens(text)) {
    if (!/^(?:WhiteSpace|LineTerminatorSequence|.*Comment)$/.test(token.type)) tokens.push({ ...token, at });
    at += token.value.length;
  }
  return tokens;
}

const CLOSERS: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

/** @param from the index of the opening parenthesis */
function pathsOfCall(tokens: readonly PlacedToken[], from: number): readonly Written[] {
  const found: Written[] = [];
  const open: string[] = [];
  for (let index = from; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token === undefined) break;
    if (token.value in CLOSERS) open.push(isAsset(tokens, index) ? "asset" : token.value);
    else if (/^[)\]}]$/.test(token.value)) open.pop();
    else if (isWritten(token) && (open.at(-1) === "[" || (open.at(-1) === "asset" && isFirst(tokens, index))))
      found.push({ logicalPath: token.value.slice(1, -1), at: token.at });
    if (open.length === 0) break;
  }
  return found;
}

function isAsset(tokens: readonly PlacedToken[], index: number): boolean {
  return tokens[index]?.value === "(" && /^(?:script|stylesheet)$/.test(tokens[index - 1]?.value ?? "");
}

function isFirst(tokens: readonly PlacedToken[], index: number): boolean {
  return tokens[index - 1]?.value === "(";
}

function isWritten({ type, value }: Token): boolean {
  return (type === "StringLiteral" || type === "NoSubstitutionTemplate") && !value.includes("\\");
}
