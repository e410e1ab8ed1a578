import { type Arcs, type Candidates, transposeArcs } from './candidate-arcs.js';

/** Iterations, and ε as a part of the mean reduced cost of the arcs: half the pivots for the price of few exponentials. */
const ITERATIONS = 6;
const TEMPERATURE = 0.5;

/**
 * The same arcs with potentials nearer to the optimal ones: a few of Sinkhorn's iterations on these arcs alone, then
 * f(i) = min_j c(i, j) − g(j) and g(j) = min_i c(i, j) − f(i) over them.
 * @param massA [n], massB [m] > 0, of one total
 */
export function smoothedCandidates(
  { arcs, f, g }: Candidates,
  massA: Float64Array,
  massB: Float64Array,
): Candidates {
  const epsilon = TEMPERATURE * meanReducedCost({ arcs, f, g });
  if (!(epsilon > 0)) return { arcs, f, g };
  const turned = transposeArcs(arcs, g.length);
  for (let k = 0; k < ITERATIONS; k++) {
    f = potential(arcs, massA, g, epsilon);
    g = potential(turned, massB, f, epsilon);
  }
  f = leastOver(arcs, g);
  return { arcs, f, g: leastOver(turned, f) };
}

/** The mean of c − f − g over the arcs. */
export function meanReducedCost({ arcs: { start, target, cost }, f, g }: Candidates): number {
  let sum = 0;
  for (let i = 0; i < f.length; i++) {
    for (let k = start[i]!; k < start[i + 1]!; k++) {
      sum += cost[k]! - f[i]! - g[target[k]!]!;
    }
  }
  return sum / target.length;
}

/** min over the arcs of each row of c − other. */
function leastOver({ start, target, cost }: Arcs, other: Float64Array): Float64Array {
  const least = new Float64Array(start.length - 1).fill(Infinity);
  for (let i = 0; i < least.length; i++) {
    for (let k = start[i]!; k < start[i + 1]!; k++) {
      least[i] = Math.min(least[i]!, cost[k]! - other[target[k]!]!);
    }
  }
  return least;
}

/** ε log mass − ε log Σ exp((other − c)/ε) over the arcs of each row. */
function potential(arcs: Arcs, mass: Float64Array, other: Float64Array, epsilon: number): Float64Array {
  const { start, target, cost } = arcs;
  const least = leastOver(arcs, other);
  return least.map((from, i) => {
    let sum = 0;
    for (let k = start[i]!; k < start[i + 1]!; k++) {
      sum += Math.exp((from + other[target[k]!]! - cost[k]!) / epsilon);
    }
    return from + epsilon * (Math.log(mass[i]!) - Math.log(sum));
  });
}
