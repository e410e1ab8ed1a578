import test from 'ava';
import { naming } from '../../../lib/base/index.js';
import type { Json, Trace } from '../../../lib/figures/plotly/plot.js';
import { expectPoints, placedPoints } from '../../../lib/figures/plotly/trace-points.js';

type Members = Readonly<Record<string, Json>>;

const trace = (members: Members): Trace => ({ type: 'scatter', ...members }) as Trace;

function expected(members: Members, layout: Members = {}, raw: Readonly<Record<string, unknown>> = members) {
  return (): void => naming('show', () => expectPoints(trace(members), raw, 'data[1]', layout));
}

test('placedPoints(trace) is true for points that have both coordinates', t => {
  t.deepEqual(placedPoints(trace({ x: [1, null, 3, 4], y: [1, 2, null] }), {}), [true, false, false]);
  t.deepEqual(placedPoints(trace({ y: [0, null, 'a', false] }), {}), [true, false, true, true]);
  t.deepEqual(placedPoints(trace({ x: [5] }), {}), [true]);
  t.deepEqual(placedPoints(trace({ name: 'a' }), {}), []);
  const polar = trace({ type: 'scatterpolar', r: [1, 2], theta: [null, 0] });
  t.deepEqual(placedPoints(polar, {}), [false, true]);
});

test('placedPoints asks for numbers above 0 on the logarithmic axis that the trace names', t => {
  const points = { x: [1, 0, 2], y: [-1, 1, 2] };
  const layout = { xaxis2: { type: 'log' }, yaxis: { type: 'log' } };
  t.deepEqual(placedPoints(trace(points), layout), [false, true, true]);
  t.deepEqual(placedPoints(trace({ ...points, xaxis: 'x2', yaxis: 'y3' }), layout), [true, false, true]);
});

test('placedPoints counts pairs of categories, and rows of a heatmap', t => {
  const x = [
    ['a', 'a', null],
    ['u', null, 'w'],
  ];
  t.deepEqual(placedPoints(trace({ type: 'bar', x, y: [1, 2, 3] }), {}), [true, false, false]);
  const z = [
    [1, null],
    [null, null],
  ];
  t.deepEqual(placedPoints(trace({ type: 'heatmap', z }), {}), [true, false]);
});

test('expectPoints refuses a trace that was given data and has no point, by its place and name', t => {
  const raw = { x: Float32Array.of(1, 2), y: Float32Array.of(NaN, NaN) };
  t.throws(expected({ x: [1, 2], y: [null, null], name: 'loss' }, {}, raw), {
    instanceOf: RangeError,
    message:
      'show: expected `data[1]` ("loss") to have a point to draw, got 2 of `x` and 2 of `y`, ' +
      'none with a place (numbers must be finite, and above 0 on a logarithmic axis)',
  });
  t.throws(expected({ y: [0, -1] }, { yaxis: { type: 'log' } }), { message: /got 2 of `y`, none/ });
  t.throws(expected({ x: [1, 2], y: [] }), { message: /got 2 of `x` and 0 of `y`/ });
  t.throws(expected({ y: [null] }, {}, { y: [NaN] }), { message: /got 1 of `y`/ });
  t.throws(expected({ type: 'heatmap', z: [[null], [null]] }), { message: /got 2 of `z`/ });
  t.throws(expected({ type: 'heatmap', x: [1] }), { message: /got 1 of `x`, without `z`/ });
  t.throws(expected({ type: 'histogram2d', x: [1] }), { message: /got 1 of `x`, without `y`/ });
  t.throws(expected({ type: 'pie', values: [null] }, {}, { values: [NaN] }), { message: /1 of `values`/ });
  t.throws(expected({ xs: [1, 2], ys: [3] }), { message: /2 of `xs` and 1 of `ys`, without `x` or `y`/ });
});

test('expectPoints takes nothing, nulls alone, and traces that are not seen', t => {
  for (const members of [
    {},
    { x: [], y: [] },
    { x: [null], y: [null], name: 'an entry of the legend' },
    { x: [1], y: [null], visible: false },
    { type: 'box', q1: [1], median: [2], q3: [3], y: [[1, 2, 3]] },
    { type: 'histogram', x: ['a'] },
  ]) {
    t.notThrows(expected(members), JSON.stringify(members));
  }
});

test('expectPoints refuses coordinates that are no list, or a list of lists', t => {
  const message = 'show: expected `data[1].y` to be a list, got an object';
  t.throws(expected({ y: { 0: 1, 1: 2 } }), { instanceOf: TypeError, message });
  t.throws(expected({ x: 5 }), { instanceOf: TypeError, message: /`data\[1\].x`.*got 5/ });
  const column = { x: [[1], [2], [3]], y: [1, 2, 3] };
  t.throws(expected(column), { instanceOf: TypeError, message: /`data\[1\].x`.*got 3 lists in a list/ });
  t.throws(expected({ type: 'heatmap', z: [[1]], x: [[1]] }), { message: /`data\[1\].x`/ });
});
