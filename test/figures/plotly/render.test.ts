import { makeFigure } from '../../../lib/figures/plotly/plain-figure.js';
import type { Figure } from '../../../lib/figures/plotly/plot.js';
import { renderPng, renderSvg } from '../../../lib/figures/plotly/render.js';
import { readPicture } from '../../support/picture.js';
import { slow as test } from '../../support/slow.js';

const bars = makeFigure([{ type: 'bar', x: ['one', 'two'], y: [1, 2], marker: { color: '#ff0000' } }], {
  width: 300,
  height: 200,
});

test('renderPng draws bars in their colour, twice as high for twice the value, at the asked size', async t => {
  const picture = readPicture(await renderPng(bars, { scale: 2 }));
  t.deepEqual([picture.width, picture.height], [600, 400]);
  const [left, right] = [
    picture.count([255, 0, 0], [0, 0, 300, 400]),
    picture.count([255, 0, 0], [300, 0, 600, 400]),
  ];
  t.true(left > 1000 && Math.abs(right / left - 2) < 0.05, `${left} and ${right}`);
});

test('renderPng(figure) is the same file each time, also while others are drawn', async t => {
  const other = makeFigure([{ type: 'scatter', x: [1, 2], y: [2, 1] }]);
  const [one, , two] = await Promise.all([renderPng(bars), renderPng(other), renderPng(bars)]);
  t.deepEqual(one, two);
});

test('renderPng writes ticks, titles and legend inside the picture', async t => {
  const layout = { width: 400, height: 300, xaxis: { title: { text: 'epoch' } }, font: { color: '#0000ff' } };
  const data = [
    { type: 'scatter', x: [1, 2], y: [1, 2], name: 'a rather long name' },
    { type: 'scatter', x: [1, 2], y: [2, 1], name: 'b' },
  ];
  const svg = await renderSvg(makeFigure(data, layout));
  for (const word of ['epoch', 'a rather long name', '1.5']) t.true(svg.includes(`>${word}<`), word);
  const picture = readPicture(await renderPng(makeFigure(data, layout), { scale: 1 }));
  t.true(picture.count([0, 0, 255]) > 100);
  t.is(picture.count([0, 0, 255], [398, 0, 400, 300]), 0, 'no text is cut at the right edge');
});

test('renderPng paints heatmaps with sharp cells', async t => {
  const colorscale = [
    [0, '#00ff00'],
    [1, '#ff00ff'],
  ] as const;
  const figure = makeFigure([{ type: 'heatmap', z: [[0, 1]], colorscale, showscale: false }], {
    width: 400,
    height: 300,
  });
  const picture = readPicture(await renderPng(figure, { scale: 1 }));
  const [green, pink] = [picture.count([0, 255, 0]), picture.count([255, 0, 255])];
  t.true(green > 1000 && Math.abs(green - pink) < 0.1 * green, `${green} and ${pink}`);
  t.true(picture.count([128, 128, 128]) < 0.02 * green, 'cells are not blended');
});

test('renderSvg shows markup in escaped labels as text', async t => {
  const name = '&lt;a href=&#34;javascript:alert(1)&#34;&gt;x&lt;/a&gt;';
  const svg = await renderSvg(makeFigure([{ type: 'scatter', y: [1, 2], name }], { showlegend: true }));
  t.false(/<a\b/.test(svg));
  t.true(svg.includes('javascript:alert(1)'), 'the label is there, as text');
});

test('renderPng refuses WebGL traces and sizes that make no picture, before it draws', async t => {
  const webgl = { data: [{ type: 'parcoords', x: [1] }], layout: {} } as unknown as Figure;
  await t.throwsAsync(renderPng(webgl), { instanceOf: TypeError, message: /WebGL.*got parcoords/ });
  await t.throwsAsync(renderPng(bars, { width: 0 }), { instanceOf: RangeError, message: /`width`/ });
  await t.throwsAsync(renderPng(bars, { height: 1e6 }), { instanceOf: RangeError, message: /`height`/ });
  await t.throwsAsync(renderPng(bars, { scale: NaN }), { instanceOf: RangeError, message: /`scale`/ });
});
