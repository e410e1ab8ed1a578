import type { ExecutionContext } from 'ava';

/** Asserts |actual − expected| ≤ atol + rtol·|expected| for every element, and prints the worst one otherwise. */
export function allClose(
  t: ExecutionContext,
  actual: ArrayLike<number> | number,
  expected: ArrayLike<number> | number,
  { rtol = 1e-7, atol = 0 }: { readonly rtol?: number; readonly atol?: number } = {},
): void {
  const a = typeof actual === 'number' ? [actual] : actual;
  const e = typeof expected === 'number' ? [expected] : expected;
  t.is(a.length, e.length, 'allClose: lengths differ');
  let worst = -1;
  let excess = 0;
  for (let i = 0; i < e.length; i++) {
    const difference = Math.abs(a[i]! - e[i]!);
    const over = difference - (atol + rtol * Math.abs(e[i]!));
    if (!(over <= excess)) {
      worst = i;
      excess = Number.isNaN(over) ? Infinity : over;
    }
  }
  if (worst < 0) {
    t.pass();
  } else {
    t.fail(
      `allClose: element ${worst} is ${a[worst]}, expected ${e[worst]}; ` +
        `difference ${Math.abs(a[worst]! - e[worst]!)}, allowed atol ${atol} + rtol ${rtol}`,
    );
  }
}
