/** Costs between points, computed row by row. */
import { real, whole } from './job';

/**
 * Writes c(i, j) for j = `from` … `to` − 1, multiples of 4, to `out`. Arguments: 0 x [n, d], 1 y turned [d, stride], 2 d,
 * 3 stride (a multiple of 4), 4 the kind: 0 ‖x − y‖², 1 ‖x − y‖, 2 Σ|x − y|. Coordinates are summed in order: the same
 * numbers as the plain rows.
 */
export function costs(i: usize, from: usize, to: usize, out: usize): void {
  const d = whole(2);
  const stride = whole(3);
  const end = out + ((to - from) << 3);
  const x = whole(0) + ((i * d) << 3);
  const y = whole(1) + (from << 3);
  const kind = <i32>real(4);
  let k: usize = 0;
  if (kind == 2) {
    memory.fill(out, 0, end - out);
    for (; k < d; k++) absolute(load<f64>(x + (k << 3)), y + ((k * stride) << 3), out, end);
    return;
  }
  if (d >= 4) first4(x, y, stride, out, end);
  else if (d == 3) first3(x, y, stride, out, end);
  else if (d == 2) first2(x, y, stride, out, end);
  else first1(x, y, out, end);
  for (k = 4; k + 4 <= d; k += 4) add4(x + (k << 3), y + ((k * stride) << 3), stride, out, end);
  for (; k < d; k++) add1(load<f64>(x + (k << 3)), y + ((k * stride) << 3), out, end);
  if (kind == 1) {
    for (let at = out; at < end; at += 16) v128.store(at, f64x2.sqrt(v128.load(at)));
  }
}

/**
 * The least cost between two boxes, each [d] least coordinates and [d] greatest; a point is a box whose sides are equal.
 */
export function leastCost(low: usize, high: usize, box: usize): f64 {
  const d = whole(2);
  const kind = <i32>real(4);
  let sum: f64 = 0;
  for (let k: usize = 0; k < d << 3; k += 8) {
    const below = load<f64>(box + k) - load<f64>(high + k);
    const above = load<f64>(low + k) - load<f64>(box + (d << 3) + k);
    const gap = max(max(below, above), 0.0);
    sum += kind == 2 ? gap : gap * gap;
  }
  return kind == 1 ? sqrt(sum) : sum;
}

@inline
function square(x: v128, at: usize): v128 {
  const difference = f64x2.sub(x, v128.load(at));
  return f64x2.mul(difference, difference);
}

@inline
function splatAt(at: usize): v128 {
  return v128.load_splat<f64>(at);
}

function first1(x: usize, y: usize, out: usize, end: usize): void {
  const x0 = splatAt(x);
  for (let at = out; at < end; at += 16, y += 16) v128.store(at, square(x0, y));
}

function first2(x: usize, y: usize, stride: usize, out: usize, end: usize): void {
  const x0 = splatAt(x);
  const x1 = splatAt(x + 8);
  const step = stride << 3;
  for (let at = out; at < end; at += 16, y += 16) {
    v128.store(at, f64x2.add(square(x0, y), square(x1, y + step)));
  }
}

function first3(x: usize, y: usize, stride: usize, out: usize, end: usize): void {
  const x0 = splatAt(x);
  const x1 = splatAt(x + 8);
  const x2 = splatAt(x + 16);
  const step = stride << 3;
  for (let at = out; at < end; at += 16, y += 16) {
    v128.store(at, f64x2.add(f64x2.add(square(x0, y), square(x1, y + step)), square(x2, y + 2 * step)));
  }
}

function first4(x: usize, y: usize, stride: usize, out: usize, end: usize): void {
  const x0 = splatAt(x);
  const x1 = splatAt(x + 8);
  const x2 = splatAt(x + 16);
  const x3 = splatAt(x + 24);
  const step = stride << 3;
  for (let at = out; at < end; at += 16, y += 16) {
    const two = f64x2.add(square(x0, y), square(x1, y + step));
    v128.store(at, f64x2.add(f64x2.add(two, square(x2, y + 2 * step)), square(x3, y + 3 * step)));
  }
}

function add4(x: usize, y: usize, stride: usize, out: usize, end: usize): void {
  const x0 = splatAt(x);
  const x1 = splatAt(x + 8);
  const x2 = splatAt(x + 16);
  const x3 = splatAt(x + 24);
  const step = stride << 3;
  for (let at = out; at < end; at += 16, y += 16) {
    const two = f64x2.add(f64x2.add(v128.load(at), square(x0, y)), square(x1, y + step));
    v128.store(at, f64x2.add(f64x2.add(two, square(x2, y + 2 * step)), square(x3, y + 3 * step)));
  }
}

function add1(x: f64, y: usize, out: usize, end: usize): void {
  const x0 = f64x2.splat(x);
  for (let at = out; at < end; at += 16, y += 16) v128.store(at, f64x2.add(v128.load(at), square(x0, y)));
}

function absolute(x: f64, y: usize, out: usize, end: usize): void {
  const x0 = f64x2.splat(x);
  for (let at = out; at < end; at += 16, y += 16) {
    v128.store(at, f64x2.add(v128.load(at), f64x2.abs(f64x2.sub(x0, v128.load(y)))));
  }
}
