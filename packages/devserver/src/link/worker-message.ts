import path from "node:path";
import type { WorkerMessage } from "./messages.ts";

type Fields = Readonly<Record<string, unknown>>;

const isText = (value: unknown): boolean => typeof value === "string";
const isTextList = (value: unknown): boolean => Array.isArray(value) && value.every(isText);
const isRecord = (value: unknown): value is Fields => typeof value === "object" && value !== null;
const isPath = (value: unknown): boolean =>
  typeof value === "string" && path.isAbsolute(value) && !value.includes("\0");
const isListOf = (value: unknown, check: (one: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every(check);
const isSourceFile = (value: unknown): boolean =>
  isRecord(value) && isPath(value["path"]) && ["string", "undefined"].includes(typeof value["stamp"]);
const isSource = (value: unknown): boolean =>
  isRecord(value) && isText(value["kind"]) && isText(value["mount"]) && isPath(value["directory"]);
const isMount = (value: unknown): boolean => isRecord(value) && isText(value["prefix"]) && isPath(value["directory"]);
const isApp = (value: unknown): boolean => isRecord(value) && isText(value["label"]) && isPath(value["directory"]);
const isSite = (value: unknown): boolean =>
  isRecord(value) &&
  isText(value["mediaUrl"]) &&
  isListOf(value["sources"], isSource) &&
  isTextList(value["ignore"]) &&
  isListOf(value["mounts"], isMount) &&
  isTextList(value["hosts"]);
const isProject = (value: unknown): boolean =>
  isRecord(value) &&
  isPath(value["root"]) &&
  isPath(value["settingsFile"]) &&
  isSite(value["site"]) &&
  isListOf(value["apps"], isApp) &&
  isListOf(value["templateDirectories"], isPath) &&
  isTextList(value["warnings"]);

/** The check of each kind of message. */
const CHECKS: { readonly [Kind in WorkerMessage["kind"]]: (message: Fields) => boolean } = {
  read: ({ files }) => Array.isArray(files) && files.every(isSourceFile),
  wrote: ({ file, from, until = 0 }) => isPath(file) && typeof from === "number" && typeof until === "number",
  libraries: ({ urls }) => isTextList(urls),
  project: ({ project }) => isProject(project),
  templates: ({ directories }) => isListOf(directories, isPath),
  warm: () => true,
  ready: () => true,
  failed: ({ error }) => isRecord(error) && isText(error["name"]) && isText(error["message"]),
};

/**
 * Parses a message of a worker. Its application can write to the channel too, and must not be able to end the front by it.
 *
 * @returns undefined for what is no message
 */
export function parseWorkerMessage(message: object): WorkerMessage | undefined {
  const fields = message as Fields;
  const kind = fields["kind"];
  const isKind = typeof kind === "string" && Object.hasOwn(CHECKS, kind);
  return isKind && CHECKS[kind as WorkerMessage["kind"]](fields) ? (message as WorkerMessage) : undefined;
}
