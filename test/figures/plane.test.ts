import test from 'ava';
import { pointsOf } from '../../lib/base/index.js';
import { axisWords, planeFigure } from '../../lib/figures/plane.js';
import { normalRadius } from '../../lib/latent/prior-regions.js';
import { coordinatePlane, type Projection } from '../../lib/latent/projection.js';
import { allClose } from '../support/all-close.js';

const turned: Projection = {
  name: 'turned',
  mean: Float64Array.of(3, 0, 1),
  axes: Float64Array.of(0.6, 0.8, -0.8, 0.6, 0, 0),
  explained: [0.5, 0.254],
};
const dots = (x: number[], y: number[]): Record<string, unknown> => ({
  type: 'scatter',
  x,
  y,
  legendgroup: 'a',
  name: 'a',
});
type Traces = Parameters<typeof planeFigure>[0][number]['traces'];
const traces = (...list: Record<string, unknown>[]): Traces => list as Traces;
const range = (layout: object, axis: string): number[] =>
  (layout as Record<string, { range: number[] }>)[axis]!.range;

test('planeFigure draws a normal prior about the place of the origin, Aᵀ(0 − m)', t => {
  const { data } = planeFigure([{ heading: 'a', plane: turned, traces: [] }], { kind: 'normal', sigma: 2 });
  t.is(data.length, 3);
  // −(0.6·3, 0.8·3)
  [0.5, 0.9, 0.99].forEach((mass, i) => {
    const { x, y } = data[i] as unknown as { x: number[]; y: number[] };
    const radii = x.map((value, k) => Math.hypot(value + 1.8, y[k]! + 2.4));
    allClose(
      t,
      radii,
      radii.map(() => normalRadius(mass, 2)),
      { rtol: 1e-3 },
    );
  });
});

test('planeFigure shows all that is drawn, at one scale in every panel, and one entry of the legend a group', t => {
  const plane = coordinatePlane(2, 0, 1);
  const panels = [
    { heading: 'a', plane, traces: traces(dots([1, -8], [2, 3])) },
    { heading: 'b', plane, traces: traces(dots([1], [1])) },
  ];
  const { data, layout } = planeFigure(panels, undefined);
  for (const axis of ['xaxis', 'yaxis', 'xaxis2', 'yaxis2'])
    t.deepEqual(range(layout, axis), [-8.4, 8.4], axis);
  t.deepEqual(
    data.map(trace => trace['showlegend']),
    [true, false],
  );
  t.deepEqual(range(planeFigure(panels, undefined, { reach: 2 }).layout, 'xaxis'), [-2, 2]);
});

test('planeFigure puts draws of a prior under the codes, every k-th of too many', t => {
  const plane = coordinatePlane(2, 0, 1);
  const codes = pointsOf(
    Float32Array.from({ length: 20 }, (_, i) => i),
    2,
  );
  const { data } = planeFigure(
    [{ heading: 'a', plane, traces: traces(dots([1], [2])) }],
    { kind: 'draws', codes },
    { maxPoints: 4 },
  );
  t.deepEqual(data[0]?.['x'], [0, 6, 12, 18]);
  t.is(data[1]?.['name'], 'a');
});

test('axisWords names coordinates, and else the axis with the variance it explains', t => {
  t.deepEqual(
    ([0, 1] as const).map(column => axisWords(coordinatePlane(4, 3, 1), column)),
    ['z₄', 'z₂'],
  );
  t.deepEqual(
    ([0, 1] as const).map(column => axisWords(turned, column)),
    ['first axis, 50 % of the variance', 'second axis, 25 % of the variance'],
  );
  const { name, mean, axes } = turned;
  t.is(axisWords({ name, mean, axes }, 0), 'first axis');
});

test('planeFigure refuses no panel and no points', t => {
  t.throws(() => planeFigure([], undefined), { instanceOf: RangeError, message: /`panels`/ });
  t.throws(() => planeFigure([{ heading: '', plane: turned, traces: [] }], undefined, { maxPoints: 0 }), {
    message: /`maxPoints`/,
  });
});

test('planeFigure breaks headings into lines, writes labels at their places, and enlarges words and dots of several panels', t => {
  const plane = coordinatePlane(2, 0, 1);
  const labels = [{ text: '<7>', x: 1, y: -2, colour: '#123456' }];
  const marked = traces({ ...dots([1, -8], [2, 3]), marker: { size: 5 } });
  const panel = { heading: 'a\nb < c', plane, traces: marked, labels };
  const one = planeFigure([panel], undefined);
  const [heading, label] = one.layout['annotations'] as { text: string; x: number; xref: string }[];
  t.is(heading?.text, 'a<br>b &lt; c');
  t.is(label?.text, '&lt;7&gt;');
  t.deepEqual([label?.x, label?.xref], [1, 'x']);
  const three = planeFigure([panel, panel, panel], undefined);
  const sizeOf = (figure: typeof one): number => (figure.data[0]!['marker'] as { size: number }).size;
  t.is(sizeOf(one), 5);
  allClose(t, sizeOf(three), 6.5);
  const { width, font } = three.layout as unknown as { width: number; font: { size: number } };
  t.true((font.size * 830) / width >= 10, 'words are legible at the width of a page');
  t.is((three.layout['legend'] as { orientation: string }).orientation, 'h');
});
