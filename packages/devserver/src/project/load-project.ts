import path from "node:path";
import { findSettingsFile, loadEnvironment, loadProject, type LoadProjectOptions, type Project } from "@mediaroot/core";

/** Where a command runs, and how it takes variables from a file: `process.loadEnvFile`, which spares what is set already. */
export interface EnvironmentOptions extends LoadProjectOptions {
  readonly directory: string;
  readonly loadEnvFile: (file: string) => void;
}

/** The files that a project's settings come from. */
export interface SettingsFiles {
  readonly settingsFile: string;
  /** It need not exist. */
  readonly envFile: string;
}

/** @throws SETTINGS_NOT_FOUND */
export function settingsFiles({ directory, settings }: EnvironmentOptions): SettingsFiles {
  const settingsFile = findSettingsFile(directory, settings);
  return { settingsFile, envFile: path.join(path.dirname(settingsFile), ".env") };
}

/**
 * Loads `.env` beside the settings file, then the project.
 *
 * @throws SETTINGS_NOT_FOUND, ENVIRONMENT_UNREADABLE and the other errors of `loadProject`
 */
export async function loadProjectWithEnv(options: EnvironmentOptions): Promise<Project> {
  const { settingsFile, envFile } = settingsFiles(options);
  loadEnvironment(envFile, options.loadEnvFile);
  return loadProject({ ...options, settings: settingsFile });
}
