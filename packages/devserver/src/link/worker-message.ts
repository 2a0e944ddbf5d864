import type { WorkerMessage } from "./messages.ts";

type Fields = Readonly<Record<string, unknown>>;

const isText = (value: unknown): boolean => typeof value === "string";
const isTextList = (value: unknown): boolean => Array.isArray(value) && value.every(isText);
const isRecord = (value: unknown): value is Fields => typeof value === "object" && value !== null;
const isSourceFile = (value: unknown): boolean =>
  isRecord(value) && isText(value["path"]) && ["string", "undefined"].includes(typeof value["stamp"]);

/** The check of each kind of message. */
const CHECKS: { readonly [Kind in WorkerMessage["kind"]]: (message: Fields) => boolean } = {
  read: ({ files }) => Array.isArray(files) && files.every(isSourceFile),
  wrote: ({ file }) => isText(file),
  libraries: ({ urls }) => isTextList(urls),
  project: ({ project }) =>
    isRecord(project) && isText(project["root"]) && isRecord(project["site"]) && Array.isArray(project["apps"]),
  templates: ({ directories }) => isTextList(directories),
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
