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
 * @param url of this server, so no part of it comes from a client
 * @param onFailure called if the command is missing or fails
 */
export function openBrowser(url: string, onFailure: (reason: string) => void): void {
  const [command, ...args] = COMMANDS[platform()] ?? ["xdg-open"];
  const fail = (reason: string): void => onFailure(`Could not open a browser: ${reason}. The address is ${url}`);
  spawn(command, [...args, url], { stdio: "ignore", detached: true })
    .on("error", ({ message }) => fail(message))
    .on("exit", (code) => (code ? fail(`${command} ended with ${code}`) : undefined))
    .unref();
}
