/**
 * One wording for arguments that will not do: ``sinkhorn: expected `epsilon` to be finite and > 0, got 0``.
 *
 * A check knows what it expects, and only the function that the user called knows its own name. {@link naming} brings
 * the two together, so that no signature between them carries a name.
 */
let called: string | undefined;

/**
 * Runs `body`; the messages of {@link rangeError} and {@link typeError} meanwhile begin with `name`, the name of the
 * function that the user called. The outermost name holds: if `solve` calls `sinkhorn`, its arguments are `solve`'s.
 *
 * A public function puts its checks into a body, or all of itself if it hands arguments on to other functions. The name
 * is written into the message as the error is made, so its stack needs no change; a call costs some nanoseconds. The name
 * holds as long as `body` is on the stack: not after an `await`, and not in a function that `body` returns.
 */
export function naming<T>(name: string, body: () => T): T {
  if (called !== undefined) return body();
  called = name;
  try {
    return body();
  } finally {
    called = undefined;
  }
}

/**
 * The error of a value outside its range.
 * @param expectation what was expected and what was got: `` `epsilon` to be finite and > 0, got 0 ``
 */
export function rangeError(expectation: string): RangeError {
  return new RangeError(sentence(expectation));
}

/**
 * The error of a value of the wrong kind.
 * @param expectation what was expected and what was got: `` `kernel.kind` to be imq or rbf, got "box" ``
 */
export function typeError(expectation: string): TypeError {
  return new TypeError(sentence(expectation));
}

function sentence(expectation: string): string {
  return `${called === undefined ? '' : `${called}: `}expected ${expectation}`;
}

/**
 * Checks a number that has to be finite and > 0.
 * @throws RangeError if it is not
 */
export function checkPositive(value: number, name: string): void {
  if (!(value > 0 && value < Infinity)) {
    throw rangeError(`\`${name}\` to be finite and > 0, got ${value}`);
  }
}

/**
 * Checks a number that has to be finite and ≥ 0.
 * @throws RangeError if it is not
 */
export function checkNotNegative(value: number, name: string): void {
  if (!(value >= 0 && value < Infinity)) {
    throw rangeError(`\`${name}\` to be finite and ≥ 0, got ${value}`);
  }
}

/**
 * Checks a number that counts something.
 * @throws RangeError unless it is an integer ≥ `least`
 */
export function checkCount(value: number, name: string, least: number): void {
  if (!Number.isInteger(value) || value < least) {
    throw rangeError(`\`${name}\` to be an integer ≥ ${least}, got ${value}`);
  }
}
