/** `util.styleText` bound to a stream, or the identity where colours are not wanted. */
export type Style = (format: "bold" | "dim" | "red" | "green" | "yellow" | "cyan", text: string) => string;
