/** The least values that each of several lists has seen, ascending; of equal ones those that came first. */
export class ShortLists {
  /** Values that a list keeps. */
  readonly length: number;
  /** Whose each value is, [lists, length]; −1 at places that are free. */
  readonly items: Int32Array;
  /** [lists, length]; infinite at places that are free. */
  readonly values: Float64Array;
  /** Of each list: a value must be below it to enter. */
  readonly limits: Float64Array;

  /** @param limit what no list keeps anything at or above */
  constructor(lists: number, length: number, limit: number = Infinity) {
    this.length = length;
    this.items = new Int32Array(lists * length).fill(-1);
    this.values = new Float64Array(lists * length).fill(Infinity);
    this.limits = new Float64Array(lists).fill(limit);
  }

  /**
   * Puts a value below its list's limit in its place; if the list is full, its last value falls out.
   * @returns the place in `items` and `values`; what was there and after it has moved on by one
   */
  add(list: number, value: number, item: number): number {
    const { items, values } = this;
    const first = list * this.length;
    const end = first + this.length - 1;
    let place = end;
    for (; place > first && values[place - 1]! > value; place--) {
      values[place] = values[place - 1]!;
      items[place] = items[place - 1]!;
    }
    values[place] = value;
    items[place] = item;
    const last = values[end]!;
    if (last < this.limits[list]!) this.limits[list] = last;
    return place;
  }

  /** Forgets all that was added. */
  clear(limit: number = Infinity): void {
    this.items.fill(-1);
    this.values.fill(Infinity);
    this.limits.fill(limit);
  }
}
