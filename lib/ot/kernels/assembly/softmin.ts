/** Soft minima over costs that are computed when they are needed, without the parts that are lost in rounding. */
import { costs, leastCost } from './points';
import { exponential } from './exponential';
import { real, whole } from './job';

/** Points of a block, on either side. */
const BLOCK: usize = 32;
/** Doubles in front of a thread's own room: costs of a point to a block. */
const ROW: usize = BLOCK << 3;

/**
 * Of rows `from` … `to` − 1, a block of x: M_i = max_j h_j − c(i, j) and S_i = Σ_j exp((h_j − c(i, j) − M_i)/ε).
 *
 * Blocks of y whose part in S_i is below 2⁻⁵³ are left out: no entry of a block is above its greatest h less the least
 * cost between the two boxes, and all that is left out together is at most m exp(−R) of the greatest entry.
 * Arguments: 0 to 4 the points; 5, 6 boxes of the blocks of x and of y; 7 h; 8 the greatest h of each block of y; 9 1/ε;
 * 10 out: M [n], S [n] and, if 11 is not 0, Σ e (h − c − M)/ε [n] and Σ e c [n] with e the terms of S, each part as long
 * as argument 14 says; 12 ε R, R the logarithm of 2⁵³ m; 13 room for threads, of `ROW` and 16 bytes for each block of y.
 */
export function softminRows(from: usize, to: usize, thread: usize): void {
  const d8 = whole(2) << 3;
  const stride = whole(3);
  const blocks = (stride + BLOCK - 1) / BLOCK;
  const row = whole(13) + thread * (ROW + (blocks << 4) + 64);
  const bounds = row + ROW;
  const list = bounds + (blocks << 3);
  const h = whole(7);
  const box = whole(5) + (from / BLOCK) * (d8 << 1);
  let best: usize = 0;
  let most = -Infinity;
  for (let block: usize = 0; block < blocks; block++) {
    const least = leastCost(box, box + d8, whole(6) + block * (d8 << 1));
    const bound = load<f64>(whole(8) + (block << 3)) - least;
    store<f64>(bounds + (block << 3), bound);
    if (bound > most) {
      most = bound;
      best = block;
    }
  }
  // The greatest entry of each row, first of the block that promises most.
  const maxima = whole(10);
  let lowest = Infinity;
  for (let i = from; i < to; i++) {
    const maximum = blockMaximum(i, best, row, h, -Infinity);
    store<f64>(maxima + (i << 3), maximum);
    lowest = min(lowest, maximum);
  }
  const reach = real(12);
  let listed: usize = 0;
  for (let block: usize = 0; block < blocks; block++) {
    const bound = load<f64>(bounds + (block << 3));
    if (bound < lowest - reach) continue;
    store<u32>(list + (listed << 2), <u32>block);
    listed++;
    if (block == best || bound <= lowest) continue;
    lowest = Infinity;
    for (let i = from; i < to; i++) {
      const known = load<f64>(maxima + (i << 3));
      const maximum = bound > known ? blockMaximum(i, block, row, h, known) : known;
      store<f64>(maxima + (i << 3), maximum);
      lowest = min(lowest, maximum);
    }
  }
  const size = whole(14) << 3;
  for (let i = from; i < to; i++) {
    const x = whole(0) + i * d8;
    const maximum = load<f64>(maxima + (i << 3));
    const wanted = maximum - reach;
    let sum = f64x2.splat(0.0);
    let exponents = sum;
    let paid = sum;
    for (let k: usize = 0; k < listed; k++) {
      const block = <usize>load<u32>(list + (k << 2));
      if (load<f64>(bounds + (block << 3)) < wanted) continue;
      const greatest = load<f64>(whole(8) + (block << 3));
      if (greatest - leastCost(x, x, whole(6) + block * (d8 << 1)) < wanted) continue;
      const start = block * BLOCK;
      const end = min(start + BLOCK, stride);
      costs(i, start, end, row);
      const top = f64x2.splat(maximum);
      const inverse = f64x2.splat(real(9));
      const more = whole(11) != 0;
      let at = row;
      for (let from_h = h + (start << 3), to_h = h + (end << 3); from_h < to_h; from_h += 16, at += 16) {
        const cost = v128.load(at);
        const exponent = f64x2.mul(f64x2.sub(f64x2.sub(v128.load(from_h), cost), top), inverse);
        const term = exponential(exponent);
        sum = f64x2.add(sum, term);
        if (more) {
          exponents = f64x2.add(exponents, f64x2.mul(term, f64x2.pmax(exponent, f64x2.splat(-1000.0))));
          paid = f64x2.add(paid, f64x2.mul(term, cost));
        }
      }
    }
    const out = maxima + size + (i << 3);
    store<f64>(out, across(sum));
    if (whole(11) == 0) continue;
    store<f64>(out + size, across(exponents));
    store<f64>(out + 2 * size, across(paid));
  }
}

@inline
function across(x: v128): f64 {
  return f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1);
}

/**
 * Of points `from` … `to` − 1, a block of x: Σ_j q_j exp((h_i − c(i, j) − M_j)/ε), the mass that a plan by rows y sends there.
 *
 * A block of y is left out if it sends less than the share exp(t_i) of a unit. Arguments: 0 to 4 the points; 5, 6 boxes of
 * the blocks of x and of y; 7 M; 8 q; 9 1/ε; 10 out [n], h [n] and t [n], each part as long as argument 14 says; 11 of each
 * block of y its least M and log Σ q; 13 room as above.
 */
export function massRows(from: usize, to: usize, thread: usize): void {
  const d8 = whole(2) << 3;
  const stride = whole(3);
  const blocks = (stride + BLOCK - 1) / BLOCK;
  const row = whole(13) + thread * (ROW + (blocks << 4) + 64);
  const list = row + ROW;
  const box = whole(5) + (from / BLOCK) * (d8 << 1);
  const size = whole(14) << 3;
  const potentials = whole(10) + size;
  let greatest = -Infinity;
  let lowest = Infinity;
  for (let i = from; i < to; i++) {
    greatest = max(greatest, load<f64>(potentials + (i << 3)));
    lowest = min(lowest, load<f64>(potentials + size + (i << 3)));
  }
  let listed: usize = 0;
  for (let block: usize = 0; block < blocks; block++) {
    if (logMass(greatest, box, box + d8, block) < lowest) continue;
    store<u32>(list + (listed << 2), <u32>block);
    listed++;
  }
  const inverse = f64x2.splat(real(9));
  for (let i = from; i < to; i++) {
    const x = whole(0) + i * d8;
    const potential = load<f64>(potentials + (i << 3));
    const least = load<f64>(potentials + size + (i << 3));
    const h = f64x2.splat(potential);
    let sum = f64x2.splat(0.0);
    for (let k: usize = 0; k < listed; k++) {
      const block = <usize>load<u32>(list + (k << 2));
      if (logMass(potential, x, x, block) < least) continue;
      const start = block * BLOCK;
      const end = min(start + BLOCK, stride);
      costs(i, start, end, row);
      for (let at: usize = 0, offset = start << 3, count = (end - start) << 3; at < count; at += 16) {
        const slack = f64x2.sub(f64x2.sub(h, v128.load(row + at)), v128.load(whole(7) + offset + at));
        const term = exponential(f64x2.mul(slack, inverse));
        sum = f64x2.add(sum, f64x2.mul(term, v128.load(whole(8) + offset + at)));
      }
    }
    store<f64>(whole(10) + (i << 3), across(sum));
  }
}

/** What a block of y sends to a point in a box at most, as a logarithm. */
@inline
function logMass(h: f64, low: usize, high: usize, block: usize): f64 {
  const facts = whole(11) + (block << 4);
  const least = leastCost(low, high, whole(6) + block * (whole(2) << 4));
  return (h - least - load<f64>(facts)) * real(9) + load<f64>(facts, 8);
}

/** The greatest h_j − c(i, j) of a block, or `known` if that is greater. */
function blockMaximum(i: usize, block: usize, row: usize, h: usize, known: f64): f64 {
  const start = block * BLOCK;
  const end = min(start + BLOCK, whole(3));
  costs(i, start, end, row);
  let greatest = f64x2.splat(known);
  let at = row;
  for (let from = h + (start << 3), to = h + (end << 3); from < to; from += 16, at += 16) {
    greatest = f64x2.pmax(greatest, f64x2.sub(v128.load(from), v128.load(at)));
  }
  return max(f64x2.extract_lane(greatest, 0), f64x2.extract_lane(greatest, 1));
}

/** The least and the greatest cost of rows `from` … `to` − 1. Arguments: 0 to 4 the points, 5 out [n, 2], 6 columns, 13 room. */
export function rangeRows(from: usize, to: usize, thread: usize): void {
  const stride = whole(3);
  const columns = whole(6);
  const row = whole(13) + thread * (stride << 3);
  for (let i = from; i < to; i++) {
    costs(i, 0, stride, row);
    const first = load<f64>(row);
    for (let j = columns; j < stride; j++) store<f64>(row + (j << 3), first);
    let least = f64x2.splat(first);
    let greatest = least;
    for (let at = row, end = row + (stride << 3); at < end; at += 16) {
      const cost = v128.load(at);
      least = f64x2.pmin(least, cost);
      greatest = f64x2.pmax(greatest, cost);
    }
    const out = whole(5) + (i << 4);
    store<f64>(out, min(f64x2.extract_lane(least, 0), f64x2.extract_lane(least, 1)));
    store<f64>(out, max(f64x2.extract_lane(greatest, 0), f64x2.extract_lane(greatest, 1)), 8);
  }
}
