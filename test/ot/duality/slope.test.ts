import test from 'ava';
import { largestSlope } from '../../../lib/ot/duality/slope.js';
import { allClose } from '../../support/all-close.js';

const line = (...x: number[]): { data: Float64Array; shape: [number, number] } => ({
  data: Float64Array.from(x),
  shape: [x.length, 1],
});
const euclidean = { kind: 'euclidean' } as const;

test('largestSlope of 0, 1, 5 at 0, 2, 4 is 2, and scales with the values over the points', t => {
  allClose(t, largestSlope(line(0, 2, 4), Float64Array.of(0, 1, 5), euclidean), 2, { rtol: 1e-14 });
  allClose(t, largestSlope(line(0, 2, 4), Float64Array.of(5, 1, 0), euclidean), 2, { rtol: 1e-14 });
  const unit = 1e-9;
  allClose(t, largestSlope(line(0, 2 * unit, 4 * unit), Float64Array.of(0, 1, 5), euclidean), 2 / unit, {
    rtol: 1e-14,
  });
});

test('largestSlope of a constant is 0, at equal points too, and Infinity where a value jumps between equal points', t => {
  t.is(largestSlope(line(1, 1, 2), Float64Array.of(3, 3, 3), euclidean), 0);
  t.is(largestSlope(line(1, 1), Float64Array.of(3, 4), euclidean), Infinity);
  t.is(largestSlope(line(1), Float64Array.of(3), euclidean), 0);
});

test('largestSlope does not count what rounding does to values of points nearly equal', t => {
  t.is(largestSlope(line(0, 1e-15), Float64Array.of(1, 1 + 2 ** -52), euclidean), 0);
});
