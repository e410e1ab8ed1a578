import test from 'ava';
import { Rng, ShortLists } from '../../lib/base/index.js';

test('a short list keeps the least values in order, of equal ones those that came first', t => {
  const lists = new ShortLists(1, 3);
  [5, 2, 7, 2, 1, 2].forEach((value, item) => {
    if (value < lists.limits[0]!) lists.add(0, value, item);
  });
  t.deepEqual([...lists.values], [1, 2, 2]);
  t.deepEqual([...lists.items], [4, 1, 3]);
});

test('short lists of random values are the beginnings of the sorted lists', t => {
  const rng = Rng.fromSeed(4);
  const [count, length, n] = [5, 7, 60];
  const lists = new ShortLists(count, length);
  const seen = Array.from({ length: count }, () => Array.from({ length: n }, () => rng.uniform()));
  for (let item = 0; item < n; item++) {
    seen.forEach((values, list) => {
      if (values[item]! < lists.limits[list]!) lists.add(list, values[item]!, item);
    });
  }
  seen.forEach((values, list) => {
    const order = [...values.keys()].sort((a, b) => values[a]! - values[b]!).slice(0, length);
    t.deepEqual([...lists.items.subarray(list * length, (list + 1) * length)], order);
    t.is(lists.limits[list], values[order.at(-1)!]);
  });
});

test('add(list, value, item) says at which place it is, and nothing at a limit or above enters', t => {
  const lists = new ShortLists(2, 2, 10);
  t.deepEqual([...lists.limits], [10, 10]);
  t.is(lists.add(1, 4, 0), 2);
  t.is(lists.limits[1], 10);
  t.is(lists.add(1, 6, 1), 3);
  t.is(lists.limits[1], 6);
  t.is(lists.add(1, 3, 2), 2);
  t.deepEqual([...lists.limits], [10, 4]);
  t.deepEqual([...lists.items], [-1, -1, 2, 0]);
  lists.clear();
  t.deepEqual([...lists.items], [-1, -1, -1, -1]);
  t.deepEqual([...lists.values], [Infinity, Infinity, Infinity, Infinity]);
  t.deepEqual([...lists.limits], [Infinity, Infinity]);
});
