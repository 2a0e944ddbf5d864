import type { Style } from "./report-lines.ts";

/** The shortcuts and their effects. */
export interface ShortcutActions {
  readonly restart: () => void;
  readonly showAddresses: () => void;
  readonly open: () => void;
  readonly clear: () => void;
  readonly quit: () => void;
}

type Shortcut = readonly [key: string, does: string, action: keyof ShortcutActions | "help"];

const SHORTCUTS: readonly Shortcut[] = [
  ["r", "restart the application", "restart"],
  ["u", "show the addresses", "showAddresses"],
  ["o", "open in a browser", "open"],
  ["c", "clear the screen", "clear"],
  ["h", "show these shortcuts", "help"],
  ["q", "quit", "quit"],
];

/**
 * Runs the action of a line that was typed. Case and spaces do not matter. An empty line, which people type to separate
 * output, does nothing.
 */
export function runShortcut(
  line: string,
  actions: ShortcutActions,
  { write, style }: { readonly write: (text: string) => void; readonly style: Style },
): void {
  const key = line.trim().toLowerCase();
  const [, , action] = SHORTCUTS.find(([one]) => one === key) ?? [];
  if (action === "help") write(renderShortcuts(style));
  else if (action !== undefined) actions[action]();
  else if (key !== "") write(`${style("yellow", "No such shortcut.")} ${style("bold", "h")} + Enter shows them.\n`);
}

function renderShortcuts(style: Style): string {
  const rows = SHORTCUTS.map(([key, does]) => `  ${style("bold", key)} + Enter  ${style("dim", does)}\n`);
  return `\n${rows.join("")}\n`;
}
