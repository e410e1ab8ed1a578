import { drawPicture } from '../../lib/datasets/pictures.js';
import type { Trace } from '../../lib/figures/plotly/plot.js';
import { renderSvg } from '../../lib/figures/plotly/render.js';
import { transportPlanFigure } from '../../lib/figures/transport-plan.js';
import { solveSample } from '../../lib/ot/solve.js';
import { slow as test } from '../support/slow.js';

const x = {
  name: 'from',
  points: [
    [0, 0],
    [0, 1],
  ],
  weights: [0.25, 0.75],
};
const y = {
  name: 'to',
  points: [
    [1, 0],
    [1, 1],
  ],
};
const { plan } = solveSample(x.points, y.points, { a: x.weights });

const lines = (traces: readonly Trace[]): Trace[] => traces.filter(trace => trace['mode'] === 'lines');

test('transportPlanFigure draws a line for each entry, the wider the more mass', t => {
  const { data } = transportPlanFigure(x, y, plan);
  const drawn = lines(data).map(({ x: across, y: up, line }) => ({
    across,
    up,
    width: (line as { width: number }).width,
  }));
  t.deepEqual(
    drawn.map(({ across, up }) => [across, up]),
    [
      [
        [0, 1, null, 0, 1, null],
        [0, 0, null, 1, 0, null],
      ],
      [
        [0, 1, null],
        [1, 1, null],
      ],
    ],
  );
  t.true((drawn[0]?.width ?? 0) < (drawn[1]?.width ?? 0));
});

test('transportPlanFigure draws dots whose areas are their masses', t => {
  const { data } = transportPlanFigure(x, y, plan, { dotSize: 10 });
  const dots = data
    .filter(trace => trace['mode'] === 'markers')
    .map(({ marker }) => (marker as { size: number[] }).size);
  t.deepEqual(dots, [
    [7.0711, 12.247],
    [10, 10],
  ]);
});

test('transportPlanFigure draws at most maxLines lines, those of the most mass', t => {
  const [line, ...others] = lines(transportPlanFigure(x, y, plan, { maxLines: 1 }).data);
  t.deepEqual(
    [line?.['x'], line?.['y']],
    [
      [0, 1, null],
      [1, 1, null],
    ],
  );
  t.is(others.length, 0);
});

test('transportPlanFigure draws pictures at their points, and words on the lines', async t => {
  const pictures = [drawPicture('orange'), drawPicture('dog')];
  const figure = transportPlanFigure({ ...x, pictures }, y, plan, { lineLabel: (i, j) => `${i} to ${j}` });
  const images = figure.layout['images'] as { source: string; x: number; y: number }[];
  t.deepEqual(
    images.map(image => [image.x, image.y]),
    x.points,
  );
  const svg = await renderSvg(figure);
  t.is(svg.match(/<image/g)?.length, 2);
  t.deepEqual(svg.match(/(?<=>)\d to \d(?=<)/g)?.sort(), ['0 to 0', '1 to 0', '1 to 1']);
});

test('transportPlanFigure refuses what does not fit', t => {
  const refused = (message: RegExp) => ({ instanceOf: RangeError, message });
  t.throws(
    () => transportPlanFigure({ ...x, points: [0, 1] }, y, plan),
    refused(/`x.points` to be \[n, 2\]/),
  );
  t.throws(
    () => transportPlanFigure(x, { ...y, labels: ['a'] }, plan),
    refused(/`y.labels`.*2 entries, got 1/),
  );
  const three = {
    name: 'three',
    points: [
      [0, 0],
      [1, 1],
      [2, 2],
    ],
  };
  t.throws(() => transportPlanFigure(x, three, plan), refused(/`plan` to be \[2, 3\], got \[2, 2\]/));
});
