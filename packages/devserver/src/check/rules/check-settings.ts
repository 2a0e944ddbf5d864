import type { Project } from "@mediaroot/core";
import { finding, type Finding } from "../finding.ts";
import { settingsPlace } from "../settings-place.ts";

/** As many as Django asks for: it makes keys of 50 characters. */
const MIN_LENGTH = 50;
const MIN_DIFFERENT = 5;

/** Finds settings that are good for development only. Django: `check --deploy` */
export function checkSettings(project: Project): readonly Finding[] {
  const { DEBUG, SECRET_KEY, ALLOWED_HOSTS } = project.settings;
  const at = (key: string) => settingsPlace(project, key);
  return [
    ...(DEBUG ? [finding("deploy.E001", at("DEBUG"), "DEBUG is on.")] : []),
    ...keyFindings(SECRET_KEY).map(([id, text]) => finding(id, at("SECRET_KEY"), text)),
    ...(ALLOWED_HOSTS.length === 0 ? [finding("deploy.E004", at("ALLOWED_HOSTS"), "ALLOWED_HOSTS is empty.")] : []),
    ...(ALLOWED_HOSTS.includes("*")
      ? [finding("deploy.W005", at("ALLOWED_HOSTS"), 'ALLOWED_HOSTS has "*": the site answers to every host name.')]
      : []),
  ];
}

function keyFindings(key: string | undefined): readonly (readonly ["deploy.E002" | "deploy.W003", string])[] {
  if (key === undefined) return [["deploy.E002", "SECRET_KEY is not set."]];
  if (key.length < MIN_LENGTH) return [["deploy.W003", `SECRET_KEY has fewer than ${MIN_LENGTH} characters.`]];
  if (new Set(key).size < MIN_DIFFERENT)
    return [["deploy.W003", `SECRET_KEY has fewer than ${MIN_DIFFERENT} different characters.`]];
  return / /.test(key) ? [["deploy.W003", "SECRET_KEY has spaces: it is a sentence, and no random text."]] : [];
}
