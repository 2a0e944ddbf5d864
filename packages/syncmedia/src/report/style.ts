/** `util.styleText` bound to a stream; returns the text as it is if colours are not wanted. */
export type Style = (format: "bold" | "dim" | "red" | "green" | "yellow" | "cyan", text: string) => string;
