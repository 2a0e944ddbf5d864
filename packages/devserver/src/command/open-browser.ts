import { spawn } from "node:child_process";
import { platform } from "node:os";

const COMMANDS: Readonly<Record<string, readonly [command: string, ...args: readonly string[]]>> = {
  darwin: ["open"],
  // The empty argument is the title of a window.
  win32: ["cmd", "/c", "start", ""],
};

/**
 * Opens an address in the user's browser.
 *
 * @param url of this server: no part of it is a client's
 * @param onFailure told where the system has no such command, or none that works
 */
export function openBrowser(url: string, onFailure: (reason: string) => void): void {
  const [command, ...args] = COMMANDS[platform()] ?? ["xdg-open"];
  const fail = (reason: string): void => onFailure(`Could not open a browser: ${reason}. The address is ${url}`);
  spawn(command, [...args, url], { stdio: "ignore", detached: true })
    .on("error", ({ message }) => fail(message))
    .on("exit", (code) => (code ? fail(`${command} ended with ${code}`) : undefined))
    .unref();
}
