import type { Factors } from './low-rank.js';

/** The share of mass by which columns may be off in the end. */
const TOLERANCE = 1e-13;

/**
 * The factors (Q, R, g) with Q1 = a, R1 = b, Qᵀ1 = Rᵀ1 = g that are nearest to kernels in KL, by Dykstra's algorithm.
 *
 * Q = diag(u) K_Q diag(v), R alike; g is the geometric mean of what Q and R bring to each column, and of its own kernel.
 * @param kernels K_Q [n, r], K_R [m, r], K_g [r], > 0 where a and b are
 * @param a [n], of sum 1
 * @param b [m], of sum 1
 * @param rounds of the algorithm at most
 * @see scetbon:21, algorithm 2
 */
export function projectFactors(kernels: Factors, a: Float64Array, b: Float64Array, rounds: number): Factors {
  const rank = kernels.g.length;
  const ones = (): Float64Array => new Float64Array(rank).fill(1);
  const [vq, vr] = [ones(), ones()];
  // What Dykstra's algorithm keeps back: of g for g ≥ 0, and of v and g for the common marginal.
  const [keptQ, keptR, keptG] = [ones(), ones(), ones()];
  let uq: Float64Array = a;
  let ur: Float64Array = b;
  let g: Float64Array = kernels.g.slice();
  for (let round = 0; round < rounds; round++) {
    uq = answers(kernels.q, vq, a);
    ur = answers(kernels.r, vr, b);
    const [ofQ, ofR] = [columnSums(kernels.q, uq, rank), columnSums(kernels.r, ur, rank)];
    const next = new Float64Array(rank);
    let off = 0;
    for (let k = 0; k < rank; k++) {
      const [sideQ, sideR] = [vq[k]! * keptQ[k]! * ofQ[k]!, vr[k]! * keptR[k]! * ofR[k]!];
      next[k] = Math.cbrt(g[k]! * keptG[k]! * sideQ * sideR);
      off += Math.abs(vq[k]! * ofQ[k]! - next[k]!) + Math.abs(vr[k]! * ofR[k]! - next[k]!);
      const [newQ, newR] = [next[k]! / ofQ[k]!, next[k]! / ofR[k]!];
      keptQ[k]! *= vq[k]! / newQ;
      keptR[k]! *= vr[k]! / newR;
      keptG[k]! *= g[k]! / next[k]!;
      [vq[k], vr[k]] = [newQ, newR];
    }
    g = next;
    if (off <= TOLERANCE) break;
  }
  // Rows at last: what is left of the error lies in the columns.
  uq = answers(kernels.q, vq, a);
  ur = answers(kernels.r, vr, b);
  return { q: scaled(kernels.q, uq, vq), r: scaled(kernels.r, ur, vr), g };
}

/** w_i / Σ_k K_ik v_k. */
function answers(kernel: Float64Array, v: Float64Array, weights: Float64Array): Float64Array {
  const rank = v.length;
  return weights.map((weight, i) => {
    if (weight === 0) return 0;
    let sum = 0;
    for (let k = 0; k < rank; k++) sum += kernel[i * rank + k]! * v[k]!;
    return weight / sum;
  });
}

/** Σ_i u_i K_ik. */
function columnSums(kernel: Float64Array, u: Float64Array, rank: number): Float64Array {
  const sums = new Float64Array(rank);
  for (let at = 0; at < kernel.length; at++) sums[at % rank]! += u[Math.floor(at / rank)]! * kernel[at]!;
  return sums;
}

function scaled(kernel: Float64Array, u: Float64Array, v: Float64Array): Float64Array {
  const rank = v.length;
  return kernel.map((entry, at) => u[Math.floor(at / rank)]! * entry * v[at % rank]!);
}
