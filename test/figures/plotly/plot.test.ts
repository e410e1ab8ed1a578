import { escapeMarkup, ordinal } from '../../../lib/figures/plotly/text.js';
import { makeFigure, plainFigure } from '../../../lib/figures/plotly/plain-figure.js';
import { renderSvg } from '../../../lib/figures/plotly/render.js';
import { figureMime } from '../../../lib/figures/plotly/show.js';
import { figureTitle, mostSvgPoints, stillFigure } from '../../../lib/figures/plotly/plot.js';
import { slow as test } from '../../support/slow.js';

test('stillFigure draws every k-th point of a WebGL trace with what belongs to it, and says so', t => {
  const count = 2 * mostSvgPoints + 1;
  const each = Array.from({ length: count }, (_, i) => i);
  const trace = {
    type: 'scattergl',
    x: each,
    y: each,
    text: each.map(String),
    marker: { color: each, size: 3 },
  };
  const other = { type: 'scatter', x: [1, 2], y: [3, 4] };
  const figure = makeFigure([trace, other], { annotations: [{ text: 'a' }] }, [{ name: 'f', data: [] }]);
  const { data, layout, ...rest } = stillFigure(figure);
  t.deepEqual(rest, {});
  const [first, second] = data;
  t.is(first?.type, 'scatter');
  const kept = each.filter(i => i % 3 === 0);
  t.true(kept.length <= mostSvgPoints);
  t.deepEqual(
    [first?.['x'], first?.['text']],
    [kept.map(i => makeFigure([], { i }).layout['i']), kept.map(String)],
  );
  t.is((first?.['marker'] as { color: number[] } | undefined)?.color.length, kept.length);
  t.deepEqual(second, figure.data[1]);
  t.deepEqual(
    (layout['annotations'] as { text: string }[]).map(({ text }) => text),
    ['a', `every 3rd of ${count} points`],
  );
  t.deepEqual(stillFigure(makeFigure([other], { title: 'b' })), makeFigure([other], { title: 'b' }));
});

test('stillFigure thins dots of a scatter trace likewise, and leaves a line of as many points whole', t => {
  const y = Float32Array.from({ length: mostSvgPoints + 1 }, (_, i) => i);
  const [dots, line, lineByDefault] = stillFigure(
    makeFigure([{ y, mode: 'markers' }, { y, mode: 'lines' }, { y }]),
  ).data.map(trace => (trace['y'] as unknown[]).length);
  t.deepEqual([dots, line, lineByDefault], [Math.ceil(y.length / 2), y.length, y.length]);
});

test('stillFigure marks points that are alone once others are left out', t => {
  const y = Array.from({ length: mostSvgPoints + 4 }, (_, i) => (i % 8 < 2 ? i : null));
  const [trace] = stillFigure(makeFigure([{ type: 'scattergl', mode: 'lines', y }])).data;
  t.is(trace?.['mode'], 'lines+markers');
});

test('ordinal ends as English does', t => {
  t.deepEqual([1, 2, 3, 4, 11, 12, 13, 21, 112].map(ordinal), [
    '1st',
    '2nd',
    '3rd',
    '4th',
    '11th',
    '12th',
    '13th',
    '21st',
    '112th',
  ]);
});

test('figureTitle reads both ways of writing a title', t => {
  t.is(figureTitle(makeFigure([], { title: 'a' })), 'a');
  t.is(figureTitle(makeFigure([], { title: { text: 'b' } })), 'b');
  t.is(figureTitle(makeFigure([])), '');
});

test('escapeMarkup leaves no character of markup', t => {
  t.is(escapeMarkup(`<a href="x">&'`), '&lt;a href=&#34;x&#34;&gt;&amp;&#39;');
});

test('a figure in three dimensions is kept whole for a browser, and a still picture says where it can be turned', async t => {
  const figure = {
    data: [
      { type: 'scatter3d', x: [1, 2], y: [3, 4], z: [5, 6] },
      {
        type: 'surface',
        z: [
          [1, 2],
          [3, 4],
        ],
      },
    ],
    layout: { title: 'solid', scene: { camera: {} } },
  };
  const plain = plainFigure(figure);
  t.deepEqual(
    plain.data.map(({ type }) => type),
    ['scatter3d', 'surface'],
  );
  const still = stillFigure(plain);
  t.deepEqual(still.data, []);
  t.false('scene' in still.layout);
  const svg = await renderSvg(figure);
  t.regex(svg.replace(/<[^>]*>/g, ' '), /2 traces in three dimensions:.*open the notebook in JupyterLab/);
  t.throws(() => plainFigure({ data: [{ type: 'scatter3d', x: [1], y: [2] }] }), { message: /without `z`/ });
  const bundle = await figureMime(figure);
  t.deepEqual(
    (bundle['application/vnd.plotly.v1+json'] as { data: unknown[] }).data.length,
    2,
    'JupyterLab draws it',
  );
});
