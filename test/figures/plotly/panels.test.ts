import test from 'ava';
import { gaussianEllipse } from '../../../lib/figures/balls.js';
import { panelsFigure } from '../../../lib/figures/plotly/panels.js';
import { planHeatmaps } from '../../../lib/figures/plan-heatmaps.js';
import { sparsePlan } from '../../../lib/ot/geometry/plan.js';
import { allClose } from '../../support/all-close.js';

test('panelsFigure gives series of one name one colour and one entry of the legend', t => {
  const series = { name: 'W<sub>2', x: [1, 10], y: [2, 3] };
  const { data, layout } = panelsFigure([
    {
      heading: 'left',
      x: { log: true, range: [1, 10] },
      series: [series, { ...series, name: 'other', kind: 'dots' }],
    },
    { equalScales: true, series: [{ ...series, kind: 'bars', opacity: 0.5 }] },
  ]);
  t.deepEqual(
    data.map(trace => [trace['name'], trace.type, trace['showlegend'], trace['xaxis']]),
    [
      ['W&lt;sub&gt;2', 'scatter', true, 'x'],
      ['other', 'scatter', true, 'x'],
      ['W&lt;sub&gt;2', 'bar', false, 'x2'],
    ],
  );
  const [first, , third] = data.map(trace => /#[0-9A-F]{6}/.exec(JSON.stringify(trace))?.[0]);
  t.is(third, first);
  t.deepEqual((layout['xaxis'] as { range: unknown }).range, [0, 1]);
  t.is((layout['yaxis2'] as { scaleanchor: unknown }).scaleanchor, 'x2');
});

test('panelsFigure writes names in place of numbers, and powers of ten in the size of other ticks', t => {
  const names = [
    [1, 'as it is'],
    [2, '<blurred>'],
  ] as const;
  const { layout } = panelsFigure([
    { x: { names }, y: { log: true }, series: [{ name: 'a', x: [1, 2], y: [1e-3, 100] }] },
  ]);
  const across = layout['xaxis'] as { tickvals: number[]; ticktext: string[] };
  t.deepEqual(
    [across.tickvals, across.ticktext],
    [
      [1, 2],
      ['as it is', '&lt;blurred&gt;'],
    ],
  );
  const up = layout['yaxis'] as { tickvals: number[]; ticktext: string[] };
  t.deepEqual(up.ticktext, ['10⁻²', '10⁰', '10²']);
  allClose(t, up.tickvals, [0.01, 1, 100]);
});

test('panelsFigure marks lines that are too short to be seen, and no dashed guide', t => {
  const series = [
    { name: 'one', x: [1], y: [2] },
    { name: 'one, dashed', x: [1], y: [3], kind: 'dashes' as const },
    { name: 'guide', x: [0, 2], y: [1, 1], kind: 'dashes' as const },
    { name: 'gaps', x: [0, 1, 2, 3], y: [1, NaN, 2, 3] },
  ];
  const { data } = panelsFigure([{ series }]);
  t.deepEqual(
    data.map(trace => [trace['mode'], (trace['marker'] as { size: unknown } | undefined)?.size]),
    [
      ['lines+markers', 6],
      ['lines+markers', 6],
      ['lines', undefined],
      ['lines+markers', [6, 0, 0, 0]],
    ],
  );
});

test('panelsFigure refuses no panel, and series whose x and y differ in length', t => {
  t.throws(() => panelsFigure([]), { instanceOf: RangeError, message: /`panels`/ });
  const series = [{ name: 'a', x: [1, 2], y: [1] }];
  t.throws(() => panelsFigure([{ series }]), { instanceOf: RangeError, message: /"a".*got 2 and 1/ });
});

test('planHeatmaps draws all entries of a plan as shares of the largest, zeros too', t => {
  const plan = sparsePlan([2, 3], Int32Array.of(0, 1), Int32Array.of(2, 0), Float64Array.of(0.25, 0.75));
  const { data } = planHeatmaps([{ heading: 'a', plan }], { x: [5, 6, 7], y: [1, 2] });
  t.deepEqual(data[0]?.['z'], [
    [0, 0, 0.333],
    [1, 0, 0],
  ]);
  t.deepEqual(
    [data[0]?.['x'], data[0]?.['y']],
    [
      [5, 6, 7],
      [1, 2],
    ],
  );
  t.true(data[0]?.['showscale']);
  t.regex(JSON.stringify(data[0]?.['colorbar']), /mass/);
  t.throws(() => planHeatmaps([]), { instanceOf: RangeError, message: /`panels`/ });
});

test('gaussianEllipse is where the Mahalanobis distance is the number of deviations', t => {
  const gaussian = {
    mean: Float64Array.of(1, -2),
    covariance: { data: Float64Array.of(2, 0.6, 0.6, 0.5), shape: [2, 2] as const },
  };
  const { x, y } = gaussianEllipse(gaussian, 2);
  const squared = x.map((across, i) => {
    const [dx, dy] = [across - 1, y[i]! + 2];
    return (0.5 * dx * dx - 1.2 * dx * dy + 2 * dy * dy) / (2 * 0.5 - 0.36);
  });
  allClose(
    t,
    squared,
    x.map(() => 4),
    { rtol: 1e-12 },
  );
  const flat = {
    mean: Float64Array.of(0, 0),
    covariance: { data: Float64Array.of(1, 1, 1, 1), shape: [2, 2] as const },
  };
  t.throws(() => gaussianEllipse(flat), { instanceOf: RangeError, message: /positive definite/ });
});

test('planHeatmaps cuts off edges that are empty in every panel', t => {
  const at = (row: number, column: number): Parameters<typeof planHeatmaps>[0][number] => ({
    heading: '',
    plan: sparsePlan([20, 20], Int32Array.of(row), Int32Array.of(column), Float64Array.of(1)),
  });
  const rangeOf = (figure: ReturnType<typeof planHeatmaps>, axis: string): number[] =>
    (figure.layout[axis] as { range: number[] }).range;
  const one = planHeatmaps([at(4, 10)]);
  t.deepEqual(
    [rangeOf(one, 'xaxis'), rangeOf(one, 'yaxis')],
    [
      [7.5, 12.5],
      [1.5, 6.5],
    ],
  );
  const places = Array.from({ length: 20 }, (_, i) => i / 10);
  const two = planHeatmaps([at(4, 10), at(0, 19)], { x: places });
  allClose(t, rangeOf(two, 'xaxis2'), [0.75, 1.95]);
  allClose(t, rangeOf(two, 'yaxis'), [-0.5, 6.5]);
});
