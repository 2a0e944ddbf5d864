type Call = (given: readonly unknown[]) => unknown;

/** Called with the arguments of a call and the method itself; its result is that of the call. */
type Around = (given: readonly unknown[], call: Call) => unknown;

/** Puts a function around a method. All else of it stays, such as what `util.promisify` looks for. */
export function intercept(owner: object, name: string, around: Around): void {
  const original: unknown = Reflect.get(owner, name);
  if (typeof original !== "function") return;
  const method = new Proxy(original as (...given: readonly unknown[]) => unknown, {
    apply: (target, self, given: readonly unknown[]) => around(given, (passed) => Reflect.apply(target, self, passed)),
  });
  Reflect.set(owner, name, method);
}

/**
 * Calls a function that answers by a callback, by a promise, or at once.
 *
 * @param onResult called with the result before the caller gets it; with undefined if the call has failed
 */
export function callAndFollow(call: Call, given: readonly unknown[], onResult: (result: unknown) => void): unknown {
  const callback = given.at(-1);
  if (typeof callback === "function") {
    const followed = (...results: readonly unknown[]): unknown => {
      onResult(results[1]);
      return Reflect.apply(callback, undefined, results);
    };
    return call([...given.slice(0, -1), followed]);
  }
  let result: unknown;
  try {
    result = call(given);
  } catch (error) {
    onResult(undefined);
    throw error;
  }
  // The promise that is returned fails too, so that a failure which nobody handles is still reported.
  if (result instanceof Promise) return result.then(following(onResult), failing(onResult));
  onResult(result);
  return result;
}

function following(onResult: (result: unknown) => void): (value: unknown) => unknown {
  return (value) => {
    onResult(value);
    return value;
  };
}

function failing(onResult: (result: unknown) => void): (error: unknown) => never {
  return (error) => {
    onResult(undefined);
    throw error;
  };
}
