import { spawn } from "node:child_process";
import { platform } from "node:os";

const COMMANDS: Readonly<Record<string, readonly [command: string, ...args: readonly string[]]>> = {
  darwin: ["open"],
  win32: ["cmd", "/c", "start", '""'],
};

/**
 * Opens an address in the user's browser.
 *
 * @param url of this server: no part of it is a client's
 * @param onFailure told where the system has no such command
 */
export function openBrowser(url: string, onFailure: (reason: string) => void): void {
  const [command, ...args] = COMMANDS[platform()] ?? ["xdg-open"];
  spawn(command, [...args, url], { stdio: "ignore", detached: true })
    .on("error", (error) => onFailure(`Could not open a browser: ${error.message}.`))
    .unref();
}
