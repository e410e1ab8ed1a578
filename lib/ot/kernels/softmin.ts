import type { Cost } from '../geometry/cost.js';
import { BLOCK, placeClouds, type PlacedCloud, pointArguments } from './points.js';
import { MOST_THREADS } from './threads.js';
import { doublesAt, inWorkspace, place, run } from './workspace.js';

const [SOFTMIN, RANGE, MASS] = [3, 4, 5];

/** What is said of each point of one side by its costs to the other; [n] each. */
export interface RowSums {
  /** M_i = max_j h_j − c(i, j), h_j = g_j + ε log w_j */
  readonly maximum: Float64Array;
  /** S_i = Σ_j e_ij, e_ij = exp((h_j − c(i, j) − M_i)/ε) */
  readonly sum: Float64Array;
  /** Σ_j e_ij (h_j − c(i, j) − M_i)/ε; empty unless it is asked for */
  readonly exponents: Float64Array;
  /** Σ_j e_ij c(i, j); empty unless it is asked for */
  readonly paid: Float64Array;
}

/** Which sums are wanted. */
export interface SumOptions {
  /** Whether each column is summed, over the rows: `g` and `weights` are the rows' then. */
  readonly columns?: boolean;
  /** Whether all four sums are wanted. */
  readonly all?: boolean;
}

/**
 * Sums over the costs of points, computed as they are needed. Of many points near each other in few dimensions, those
 * are left out whose part is lost in rounding.
 * @param g potentials of the other side
 * @param weights of the other side, ≥ 0; points of weight 0 count as absent
 * @returns undefined if the plain loops have to do
 */
export function rowSums(
  cost: Cost,
  g: Float64Array,
  weights: Float64Array,
  epsilon: number,
  { columns = false, all = false }: SumOptions = {},
): RowSums | undefined {
  const clouds = 1 / epsilon < Infinity ? placeClouds(cost, true) : undefined;
  if (clouds === undefined) return undefined;
  const [x, y] = columns ? [clouds.y, clouds.x] : [clouds.x, clouds.y];
  return inWorkspace(() => sumsBetween(cost, x, y, g, weights, epsilon, all));
}

function sumsBetween(
  cost: Cost,
  x: PlacedCloud,
  y: PlacedCloud,
  g: Float64Array,
  weights: Float64Array,
  epsilon: number,
  all: boolean,
): RowSums | undefined {
  const [n, m] = [x.shape[0], y.shape[0]];
  const blocks = Math.ceil(m / BLOCK);
  const parts = all ? 4 : 2;
  const places = [
    place(y.stride),
    place(blocks),
    place(parts * n),
    place(MOST_THREADS * (BLOCK + 2 * blocks + 8)),
  ];
  if (places.includes(undefined)) return undefined;
  const [h, greatest, out, room] = places as number[];
  writePotentials(doublesAt(h!, y.stride), doublesAt(greatest!, blocks), y, g, weights, epsilon);
  run({ kind: SOFTMIN, count: n, block: BLOCK, entries: 8 * n * m }, [
    ...pointArguments(cost, x, y),
    x.boxes,
    y.boxes,
    h!,
    greatest!,
    1 / epsilon,
    out!,
    all ? 1 : 0,
    epsilon * (LOST + Math.log(m)),
    room!,
  ]);
  const found = doublesAt(out!, parts * n);
  const part = (k: number): Float64Array => inOwnOrder(found.subarray(k * n, (k + 1) * n), x.order);
  return {
    maximum: part(0),
    sum: part(1),
    exponents: all ? part(2) : new Float64Array(0),
    paid: all ? part(3) : new Float64Array(0),
  };
}

/** The logarithm of 2⁵³. */
const LOST = 53 * Math.LN2;

/** Writes h in the order of the cloud, −Infinity where there is no mass and no point, and the greatest of each block. */
function writePotentials(
  h: Float64Array,
  greatest: Float64Array,
  { order }: PlacedCloud,
  g: Float64Array,
  weights: Float64Array,
  epsilon: number,
): void {
  h.fill(-Infinity);
  greatest.fill(-Infinity);
  for (let j = 0; j < g.length; j++) {
    const point = order?.[j] ?? j;
    const weight = weights[point]!;
    if (weight === 0) continue;
    const value = g[point]! + epsilon * Math.log(weight);
    h[j] = value;
    const block = Math.floor(j / BLOCK);
    if (value > greatest[block]!) greatest[block] = value;
  }
}

function inOwnOrder(values: Float64Array, order: Uint32Array | undefined): Float64Array {
  if (order === undefined) return values.slice();
  const out = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) out[order[i]!] = values[i]!;
  return out;
}

/** A plan by its rows: Γ_ij = q_i exp((h_j − c(i, j) − M_i)/ε), h_j = g_j + ε log w_j. */
export interface PlanByRows {
  readonly maximum: Float64Array;
  readonly factor: Float64Array;
  readonly g: Float64Array;
  readonly weights: Float64Array;
}

/**
 * Σ_i Γ_ij, [m], to 2⁻⁵³ of w_j; 0 where w_j is.
 * @returns undefined if the plain loops have to do
 */
export function columnMass(cost: Cost, plan: PlanByRows, epsilon: number): Float64Array | undefined {
  const clouds = placeClouds(cost, true);
  if (clouds === undefined) return undefined;
  return inWorkspace(() => massBetween(cost, clouds.y, clouds.x, plan, epsilon));
}

function massBetween(
  cost: Cost,
  x: PlacedCloud,
  y: PlacedCloud,
  plan: PlanByRows,
  epsilon: number,
): Float64Array | undefined {
  const m = x.shape[0];
  const blocks = Math.ceil(y.shape[0] / BLOCK);
  const places = [
    place(y.stride),
    place(y.stride),
    place(3 * m),
    place(2 * blocks),
    place(MOST_THREADS * (BLOCK + 2 * blocks + 8)),
  ];
  if (places.includes(undefined)) return undefined;
  const [maxima, factors, out, facts, room] = places as number[];
  writeRows(
    doublesAt(maxima!, y.stride),
    doublesAt(factors!, y.stride),
    doublesAt(facts!, 2 * blocks),
    y,
    plan,
  );
  const parts = doublesAt(out!, 3 * m);
  const lost = LOST + Math.log(blocks);
  for (let j = 0; j < m; j++) {
    const point = x.order?.[j] ?? j;
    const logWeight = Math.log(plan.weights[point]!);
    parts[m + j] = logWeight === -Infinity ? -Infinity : plan.g[point]! + epsilon * logWeight;
    parts[2 * m + j] = logWeight === -Infinity ? Infinity : logWeight - lost;
  }
  run({ kind: MASS, count: m, block: BLOCK, entries: 8 * m * y.shape[0] }, [
    ...pointArguments(cost, x, y),
    x.boxes,
    y.boxes,
    maxima!,
    factors!,
    1 / epsilon,
    out!,
    facts!,
    0,
    room!,
  ]);
  return inOwnOrder(parts.subarray(0, m), x.order);
}

/** Writes M and q in the order of the cloud, and of each block its least M and log Σ q. */
function writeRows(
  maxima: Float64Array,
  factors: Float64Array,
  facts: Float64Array,
  { order }: PlacedCloud,
  { maximum, factor }: PlanByRows,
): void {
  maxima.fill(Infinity);
  factors.fill(0);
  for (let block = 0; 2 * block < facts.length; block++) {
    let [least, sum] = [Infinity, 0];
    for (let i = block * BLOCK; i < Math.min((block + 1) * BLOCK, maximum.length); i++) {
      const point = order?.[i] ?? i;
      maxima[i] = maximum[point]!;
      factors[i] = factor[point]!;
      least = Math.min(least, maximum[point]!);
      sum += factor[point]!;
    }
    facts[2 * block] = least;
    facts[2 * block + 1] = Math.log(sum);
  }
}

/** The least and the greatest cost between points, Infinity if it overflows; undefined if the plain loops have to do. */
export function pointCostRange(
  cost: Cost,
): { readonly least: number; readonly greatest: number } | undefined {
  const clouds = placeClouds(cost, true);
  if (clouds === undefined) return undefined;
  return inWorkspace(() => {
    const [n, m] = cost.shape;
    const out = place(2 * n);
    const room = place(MOST_THREADS * clouds.y.stride);
    if (out === undefined || room === undefined) return undefined;
    const values = pointArguments(cost, clouds.x, clouds.y);
    run({ kind: RANGE, count: n, block: BLOCK, entries: 2 * n * m }, [
      ...values,
      out,
      m,
      0,
      0,
      0,
      0,
      0,
      0,
      room,
    ]);
    let [least, greatest] = [Infinity, -Infinity];
    const ends = doublesAt(out, 2 * n);
    for (let i = 0; i < n; i++) {
      least = Math.min(least, ends[2 * i]!);
      greatest = Math.max(greatest, ends[2 * i + 1]!);
    }
    return { least, greatest };
  });
}
