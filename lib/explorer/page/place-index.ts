/** Squares a side of the grid. */
const squares = 64;

/** Points of a plane sorted into a grid, so that the one nearest to a place is found at once. */
export class PlaceIndex {
  readonly places: Float64Array;
  readonly #left: number;
  readonly #bottom: number;
  readonly #width: number;
  readonly #height: number;
  /** Where each square's points begin in `#order`. */
  readonly #starts = new Uint32Array(squares * squares + 1);
  readonly #order: Uint32Array;

  /** @param places [n, 2] */
  constructor(places: Float64Array) {
    this.places = places;
    const n = places.length / 2;
    let [left, bottom, right, top] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = 0; i < n; i++) {
      const [x, y] = [places[2 * i]!, places[2 * i + 1]!];
      [left, right] = [Math.min(left, x), Math.max(right, x)];
      [bottom, top] = [Math.min(bottom, y), Math.max(top, y)];
    }
    [this.#left, this.#bottom] = [left, bottom];
    this.#width = (right - left) / squares || 1;
    this.#height = (top - bottom) / squares || 1;
    const square = Uint32Array.from({ length: n }, (_, i) =>
      this.#squareOf(places[2 * i]!, places[2 * i + 1]!),
    );
    for (const s of square) this.#starts[s + 1]! += 1;
    for (let s = 0; s < squares * squares; s++) {
      this.#starts[s + 1]! += this.#starts[s]!;
    }
    const next = this.#starts.slice();
    this.#order = new Uint32Array(n);
    square.forEach((s, i) => {
      const at = next[s]!;
      this.#order[at] = i;
      next[s] = at + 1;
    });
  }

  #column(x: number): number {
    return Math.min(squares - 1, Math.max(0, Math.floor((x - this.#left) / this.#width)));
  }

  #row(y: number): number {
    return Math.min(squares - 1, Math.max(0, Math.floor((y - this.#bottom) / this.#height)));
  }

  #squareOf(x: number, y: number): number {
    return this.#row(y) * squares + this.#column(x);
  }

  /** The point nearest to (x, y), or undefined if none is within `radius`. */
  nearest(x: number, y: number, radius: number): number | undefined {
    let found: number | undefined;
    let best = radius * radius;
    const [firstColumn, lastColumn] = [this.#column(x - radius), this.#column(x + radius)];
    for (let row = this.#row(y - radius); row <= this.#row(y + radius); row++) {
      const from = this.#starts[row * squares + firstColumn]!;
      const to = this.#starts[row * squares + lastColumn + 1]!;
      for (let k = from; k < to; k++) {
        const i = this.#order[k]!;
        const [dx, dy] = [this.places[2 * i]! - x, this.places[2 * i + 1]! - y];
        const squared = dx * dx + dy * dy;
        if (squared > best) continue;
        best = squared;
        found = i;
      }
    }
    return found;
  }
}

/** Indices of the points [n, 2] inside a closed polygon, by the parity of crossings. */
export function inside(places: Float64Array, polygon: readonly (readonly [number, number])[]): number[] {
  const found: number[] = [];
  for (let i = 0; i < places.length / 2; i++) {
    const [x, y] = [places[2 * i]!, places[2 * i + 1]!];
    let odd = false;
    polygon.forEach(([x1, y1], k) => {
      const [x0, y0] = polygon[(k + polygon.length - 1) % polygon.length]!;
      if (y0 > y !== y1 > y && x < x0 + ((y - y0) / (y1 - y0)) * (x1 - x0)) odd = !odd;
    });
    if (odd) found.push(i);
  }
  return found;
}
