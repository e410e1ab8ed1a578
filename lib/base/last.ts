/**
 * A function that keeps its last result: for what many steps of a loop share, such as the order of an epoch.
 * @param of a pure function of a number
 */
export function lastOf<T>(of: (key: number) => T): (key: number) => T {
  let last: { readonly key: number; readonly value: T } | undefined;
  return key => {
    if (last?.key !== key) last = { key, value: of(key) };
    return last.value;
  };
}
