/** A symmetric matrix of one axis, and where the entries of each row that are not 0 lie. */
export interface AxisMatrix {
  /** [n, n], ≥ 0 */
  readonly data: Float64Array;
  readonly n: number;
  /** Of each row: the first entry that is not 0, and the one after the last. */
  readonly first: Uint32Array;
  readonly end: Uint32Array;
}

/** The matrix with these numbers; entries up to `least` become 0. */
export function axisMatrix(data: Float64Array, n: number, least: number): AxisMatrix {
  const [first, end] = [new Uint32Array(n), new Uint32Array(n)];
  const kept = data.map(entry => (entry > least ? entry : 0));
  for (let i = 0; i < n; i++) {
    let [from, to] = [n, 0];
    for (let j = 0; j < n; j++) {
      if (kept[i * n + j] === 0) continue;
      from = Math.min(from, j);
      to = j + 1;
    }
    first[i] = Math.min(from, to);
    end[i] = to;
  }
  return { data: kept, n, first, end };
}

/** The matrix without what lies at the ends of its rows and is up to `limit`. */
export function narrowed({ data, n, ...ends }: AxisMatrix, limit: number): AxisMatrix {
  const [first, end] = [ends.first.slice(), ends.end.slice()];
  for (let i = 0; i < n; i++) {
    while (first[i]! < end[i]! && data[i * n + first[i]!]! <= limit) first[i]! += 1;
    while (end[i]! > first[i]! && data[i * n + end[i]! - 1]! <= limit) end[i]! -= 1;
  }
  return { data, n, first, end };
}

/**
 * Multiplies the last axis of `x` by a matrix and makes it the first: out[i, l] = Σ_j K_ij x[l, j].
 *
 * After as many products as there are axes, the axes have their old order. Four lines and two rows at a time stay in
 * registers.
 * @param x [lines, n]
 * @param out [n, lines], overwritten
 */
export function timesAxis(x: Float64Array, { data, n, first, end }: AxisMatrix, out: Float64Array): void {
  const lines = x.length / n;
  const blocks = lines - (lines % 4);
  for (let i = 0; i < n; i += 2) {
    const next = i + 1 < n ? i + 1 : i;
    const from = Math.min(first[i]!, first[next]!);
    const to = Math.max(end[i]!, end[next]!);
    for (let line = 0; line < blocks; line += 4) {
      fourLines(x, data, n, from, to, i, next, line, lines, out);
    }
    for (let line = blocks; line < lines; line++) {
      let [sum, sumNext] = [0, 0];
      for (let j = from; j < to; j++) {
        const factor = x[line * n + j]!;
        sum += data[i * n + j]! * factor;
        sumNext += data[next * n + j]! * factor;
      }
      out[i * lines + line] = sum;
      out[next * lines + line] = sumNext;
    }
  }
}

/** Rows i and `next` times lines `line` … `line` + 3. */
function fourLines(
  x: Float64Array,
  data: Float64Array,
  n: number,
  from: number,
  to: number,
  i: number,
  next: number,
  line: number,
  lines: number,
  out: Float64Array,
): void {
  let [a0, a1, a2, a3, b0, b1, b2, b3] = [0, 0, 0, 0, 0, 0, 0, 0];
  const rowA = i * n;
  const rowB = next * n;
  const x0 = line * n;
  const x1 = x0 + n;
  const x2 = x1 + n;
  const x3 = x2 + n;
  for (let j = from; j < to; j++) {
    const ka = data[rowA + j]!;
    const kb = data[rowB + j]!;
    const v0 = x[x0 + j]!;
    const v1 = x[x1 + j]!;
    const v2 = x[x2 + j]!;
    const v3 = x[x3 + j]!;
    a0 += ka * v0;
    a1 += ka * v1;
    a2 += ka * v2;
    a3 += ka * v3;
    b0 += kb * v0;
    b1 += kb * v1;
    b2 += kb * v2;
    b3 += kb * v3;
  }
  const outA = i * lines + line;
  const outB = next * lines + line;
  out[outA] = a0;
  out[outA + 1] = a1;
  out[outA + 2] = a2;
  out[outA + 3] = a3;
  out[outB] = b0;
  out[outB + 1] = b1;
  out[outB + 2] = b2;
  out[outB + 3] = b3;
}
