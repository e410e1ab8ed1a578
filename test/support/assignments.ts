/** Every order of 0 … n − 1. */
export function* permutations(n: number): Generator<readonly number[]> {
  if (n === 0) {
    yield [];
    return;
  }
  for (const rest of permutations(n - 1)) {
    for (let place = 0; place < n; place++) yield [...rest.slice(0, place), n - 1, ...rest.slice(place)];
  }
}

/** The least mean cost of a one-to-one assignment of n to n points, by trying all of them. */
export function leastAssignment(n: number, cost: (i: number, j: number) => number): number {
  let least = Infinity;
  for (const order of permutations(n)) {
    least = Math.min(least, order.reduce((sum, j, i) => sum + cost(i, j), 0) / n);
  }
  return least;
}
