/** Two measures of total 1 on a circle of length 1, with points ascending in [0, 1). */
export interface CirclePair {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly a: Float64Array;
  readonly b: Float64Array;
}

/** The shift with the least cost, and a bound from below. */
export interface BestCut {
  readonly shift: number;
  readonly value: number;
  readonly bound: number;
  readonly iterations: number;
}

/** Shifts that are tried at most; halving alone would take as many. */
const MOST_STEPS = 200;

/** Pieces of quantiles that only rounding keeps apart. */
const ROUNDING = 8 * Number.EPSILON;

/**
 * The least of C(θ) = ∫₀¹ |F⁻¹(t) − G⁻¹(t + θ)|ᵖ dt, G⁻¹(t + 1) = G⁻¹(t) + 1.
 *
 * C is convex, and the best θ lies in [−1, 1]. Where the lines through both ends of a bracket meet is the next θ; C is
 * piecewise linear, so that this ends at a kink. Every third step halves the bracket instead.
 */
export function bestCut(pair: CirclePair, power: (d: number) => number): BestCut {
  let [left, right] = [tangentAt(pair, -1, power), tangentAt(pair, 1, power)];
  let best = right.value < left.value ? right : left;
  let bound = -Infinity;
  for (let iterations = 2; ; iterations++) {
    // The cuts at the ends of the bracket may be the least themselves.
    const crossing =
      (right.value - left.value + left.after * left.shift - right.before * right.shift) /
      (left.after - right.before);
    const inside = crossing > left.shift && crossing < right.shift;
    bound = inside ? left.value + left.after * (crossing - left.shift) : best.value;
    if (!inside || best.value - bound <= 0 || iterations >= MOST_STEPS) {
      return { shift: best.shift, value: best.value, bound: Math.min(bound, best.value), iterations };
    }
    const middle = iterations % 3 === 0 ? (left.shift + right.shift) / 2 : crossing;
    const next = tangentAt(pair, middle, power);
    if (next.value < best.value) best = next;
    if (next.before <= 0 && next.after >= 0) {
      return { shift: next.shift, value: next.value, bound: next.value, iterations: iterations + 1 };
    }
    if (next.after < 0) left = next;
    else right = next;
  }
}

interface Tangent {
  readonly shift: number;
  readonly value: number;
  /** Slopes to the left and to the right. */
  readonly before: number;
  readonly after: number;
}

/**
 * C and its one-sided slopes at a shift. Mass dθ of G moves along at each of its jumps: the slope is the sum over the points
 * of y of the cost from the x that the next piece brings less that from the x that the last one loses.
 */
function tangentAt(pair: CirclePair, shift: number, power: (d: number) => number): Tangent {
  let value = 0;
  let [before, after] = [0, 0];
  let last: { i: number; j: number; turns: number } | undefined;
  let first: { i: number; j: number; turns: number } | undefined;
  const { x, y } = pair;
  const costOf = (i: number, j: number, turns: number): number => power(Math.abs(x[i]! - y[j]! - turns));
  forEachPiece(pair, shift, (i, j, turns, mass) => {
    value += mass * costOf(i, j, turns);
    first ??= { i, j, turns };
    if (last !== undefined && (last.j !== j || last.turns !== turns)) {
      // Between two pieces G's quantile jumps; if F's does as well, the slopes differ.
      after += costOf(last.i, j, turns) - costOf(last.i, last.j, last.turns);
      before += costOf(i, j, turns) - costOf(i, last.j, last.turns);
    }
    last = { i, j, turns };
  });
  if (first !== undefined && last !== undefined) {
    // From the last piece to the first one of the next turn, where x goes on by 1 as well.
    const [sameJ, sameTurns] = [first.j === last.j, first.turns + 1 === last.turns];
    if (!(sameJ && sameTurns)) {
      after += costOf(last.i, first.j, first.turns + 1) - costOf(last.i, last.j, last.turns);
      before += costOf(first.i, first.j, first.turns) - costOf(first.i, last.j, last.turns - 1);
    }
  }
  return { shift, value, before, after };
}

/**
 * The pieces of t in [0, 1) on which F⁻¹(t) = x_i and G⁻¹(t + θ) = y_j + turns.
 */
export function forEachPiece(
  { a, b }: CirclePair,
  shift: number,
  visit: (i: number, j: number, turns: number, mass: number) => void,
): void {
  const m = b.length;
  let turns = Math.floor(shift);
  let rest = shift - turns;
  let j = 0;
  while (j < m && rest >= b[j]! * (1 - ROUNDING)) rest -= b[j++]!;
  if (j === m) {
    [j, rest] = [0, 0];
    turns++;
  }
  let leftOfColumn = b[j]! - Math.max(0, rest);
  if (leftOfColumn <= ROUNDING) leftOfColumn = 0;
  for (let i = 0; i < a.length; i++) {
    let leftOfRow = a[i]!;
    while (leftOfRow > ROUNDING * a[i]!) {
      if (leftOfColumn <= ROUNDING * b[j]!) {
        if (++j === m) {
          j = 0;
          turns++;
        }
        leftOfColumn = b[j]!;
        continue;
      }
      const taken = Math.min(leftOfRow, leftOfColumn);
      visit(i, j, turns, taken);
      leftOfRow -= taken;
      leftOfColumn -= taken;
    }
  }
}
