/**
 * Keeps the result of a function that imports modules, but not its failure: while packages are installed they are missing for
 * a moment.
 *
 * @returns a function that loads at its first call, and again at the call after a failure
 */
export function keepLoaded<Value>(load: () => Promise<Value>): () => Promise<Value> {
  let loaded: Promise<Value> | undefined;
  const loadOnce = async (): Promise<Value> => {
    try {
      return await load();
    } catch (error) {
      loaded = undefined;
      throw error;
    }
  };
  return () => (loaded ??= loadOnce());
}
