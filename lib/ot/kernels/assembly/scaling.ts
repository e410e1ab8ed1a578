/** The kernel of scalings, K_ij = exp((f_i + g_j − c(i, j))/ε): made, and multiplied from either side. */
import { costs } from './points';
import { exponential } from './exponential';
import { real, whole } from './job';

/**
 * Rows `from` … `to` − 1 of K. Arguments: 0 to 4 the points (0: a place of 0 if costs stand in K already), 5 K,
 * 6 stride, 7 f, 8 g, 9 ε, 10 columns.
 */
export function fillRows(from: usize, to: usize): void {
  const kernel = whole(5);
  const stride = whole(6);
  const f = whole(7);
  const g = whole(8);
  const epsilon = f64x2.splat(real(9));
  const columns = whole(10);
  const points = whole(0) != 0;
  for (let i = from; i < to; i++) {
    const row = kernel + ((i * stride) << 3);
    if (points) costs(i, 0, stride, row);
    const potential = v128.load_splat<f64>(f + (i << 3));
    for (let j: usize = 0; j < stride; j += 2) {
      const at = row + (j << 3);
      const sum = f64x2.add(potential, v128.load(g + (j << 3)));
      v128.store(at, exponential(f64x2.div(f64x2.sub(sum, v128.load(at)), epsilon)));
    }
    for (let j = columns; j < stride; j++) store<f64>(row + (j << 3), 0.0);
  }
}

/** Σ_j K_ij v_j of rows `from` … `to` − 1, both multiples of 4. Arguments: 5 K, 6 stride, 7 v, 8 sums. */
export function timesRows(from: usize, to: usize): void {
  const stride = whole(6);
  const step = stride << 3;
  const v = whole(7);
  const sums = whole(8);
  for (let i = from; i < to; i += 4) {
    let k0 = whole(5) + i * step;
    let a0 = f64x2.splat(0.0);
    let a1 = a0;
    let a2 = a0;
    let a3 = a0;
    let b0 = a0;
    let b1 = a0;
    let b2 = a0;
    let b3 = a0;
    for (let at = v, end = v + step; at < end; at += 32) {
      const k1 = k0 + step;
      const k2 = k1 + step;
      const k3 = k2 + step;
      const x = v128.load(at);
      const y = v128.load(at, 16);
      a0 = f64x2.add(a0, f64x2.mul(v128.load(k0), x));
      a1 = f64x2.add(a1, f64x2.mul(v128.load(k1), x));
      a2 = f64x2.add(a2, f64x2.mul(v128.load(k2), x));
      a3 = f64x2.add(a3, f64x2.mul(v128.load(k3), x));
      b0 = f64x2.add(b0, f64x2.mul(v128.load(k0, 16), y));
      b1 = f64x2.add(b1, f64x2.mul(v128.load(k1, 16), y));
      b2 = f64x2.add(b2, f64x2.mul(v128.load(k2, 16), y));
      b3 = f64x2.add(b3, f64x2.mul(v128.load(k3, 16), y));
      k0 += 32;
    }
    const out = sums + (i << 3);
    store<f64>(out, across(f64x2.add(a0, b0)));
    store<f64>(out, across(f64x2.add(a1, b1)), 8);
    store<f64>(out, across(f64x2.add(a2, b2)), 16);
    store<f64>(out, across(f64x2.add(a3, b3)), 24);
  }
}

@inline
export function across(x: v128): f64 {
  return f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1);
}

/**
 * Σ_i K_ij u_i of columns `from` … `to` − 1, both multiples of 4; rows are added in order, four at a time.
 * Arguments: 5 K, 6 stride, 7 u, 8 sums, 9 rows (a multiple of 4).
 */
export function timesColumns(from: usize, to: usize): void {
  const step = whole(6) << 3;
  const u = whole(7);
  const sums = whole(8);
  const rows = whole(9);
  memory.fill(sums + (from << 3), 0, (to - from) << 3);
  for (let i: usize = 0; i < rows; i += 4) {
    const factors = u + (i << 3);
    const u0 = v128.load_splat<f64>(factors);
    const u1 = v128.load_splat<f64>(factors, 8);
    const u2 = v128.load_splat<f64>(factors, 16);
    const u3 = v128.load_splat<f64>(factors, 24);
    let k0 = whole(5) + i * step + (from << 3);
    for (let at = sums + (from << 3), end = sums + (to << 3); at < end; at += 16, k0 += 16) {
      const k1 = k0 + step;
      const k2 = k1 + step;
      const one = f64x2.add(v128.load(at), f64x2.mul(v128.load(k0), u0));
      const two = f64x2.add(one, f64x2.mul(v128.load(k1), u1));
      const three = f64x2.add(two, f64x2.mul(v128.load(k2), u2));
      v128.store(at, f64x2.add(three, f64x2.mul(v128.load(k2 + step), u3)));
    }
  }
}
