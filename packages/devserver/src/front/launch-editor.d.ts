declare module "launch-editor/guess.js" {
  /** @returns the command of the editor and its arguments; null where none is known */
  export default function guessEditor(specifiedEditor?: string): readonly [editor: string | null, ...args: string[]];
}
