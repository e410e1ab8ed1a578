import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { naming } from '../../../lib/base/index.js';
import { JSDOM } from 'jsdom';
import { makeFigure, plainFigure } from '../../../lib/figures/plotly/plain-figure.js';
import { figureJson, mostSvgPoints, roundNumber, scatterType } from '../../../lib/figures/plotly/plot.js';
import type { FigureLike } from '../../../lib/figures/plotly/plot.js';
import { renderPng, renderSvg } from '../../../lib/figures/plotly/render.js';
import { figurePage, saveFigure } from '../../../lib/figures/plotly/save.js';
import { figureMime, show } from '../../../lib/figures/plotly/show.js';
import type { MimeBundle } from '../../../lib/figures/plotly/show.js';
import { readPicture } from '../../support/picture.js';
import { slow as test } from '../../support/slow.js';

const folder = mkdtempSync(join(tmpdir(), 'plain-figures-'));
test.after.always(() => rmSync(folder, { recursive: true, force: true }));

/** A figure whose lists are made by `list`, wherever plotly takes one. */
function figureOf(list: (...numbers: number[]) => unknown): FigureLike {
  const [x, y] = [list(1, 2, 3, 4), list(3, 1, NaN, 2)];
  const bars = { type: 'data', array: list(0.1, 0.2, 0.3, 0.4) };
  const marker = {
    opacity: 1,
    color: list(0, 1, 2, 3),
    size: list(8, 12, 16, 20),
    colorscale: [
      [0, 'red'],
      [1, 'red'],
    ],
  };
  return {
    data: [
      { x, y, mode: 'markers', marker, error_x: bars, error_y: bars, customdata: [list(1), list(2)] },
      { type: 'heatmap', z: [list(1, 2), list(3, NaN)], xaxis: 'x2', yaxis: 'y2', showscale: false },
      { type: 'bar', x, y: list(1, 1, 1, 1), text: list(7, 8, 9, 10), marker: { color: '#0000ff' } },
    ],
    layout: {
      width: 500,
      height: 300,
      xaxis: { domain: [0, 0.45], tickvals: list(1, 2.5), range: list(0.5, 4.5) },
      xaxis2: { domain: [0.55, 1] },
      yaxis2: { anchor: 'x2' },
    },
    frames: [{ name: 'a', data: [{ y: list(1, 2, 3, 4) }] }],
  };
}

const typed = figureOf((...numbers) => Float32Array.from(numbers));
const lists = figureOf((...numbers) => Array.from(Float32Array.from(numbers)));
const expected = plainFigure(lists);

test('renderPng draws typed arrays as it draws arrays, byte for byte', async t => {
  const png = await renderPng(typed);
  t.deepEqual(png, await renderPng(lists));
  const picture = readPicture(png);
  t.true(picture.count([255, 0, 0]) > 500, 'dots');
  t.true(picture.count([0, 0, 255]) > 1000, 'bars');
});

test('renderPng draws tensors, and traces without a type, whose type a notebook need not spell', async t => {
  const tensor = tf.tensor1d([1, 2, 3]);
  // The compiler takes these types for string.
  const figure = { data: [{ type: 'scatter', mode: 'markers', x: tensor.dataSync(), y: tensor }] };
  const plain = { data: [{ mode: 'markers', x: [1, 2, 3], y: [1, 2, 3] }] };
  t.deepEqual(await renderPng(figure), await renderPng(plain));
  tensor.dispose();
});

test('figureMime, show and saveFigure write typed arrays as lists, and NaN as null', async t => {
  const shown: MimeBundle[] = [await figureMime(typed)];
  await show(typed, bundle => shown.push(bundle));
  t.is(shown.length, 2);
  for (const bundle of shown) {
    const { config, ...figure } = bundle['application/vnd.plotly.v1+json'] as Record<string, unknown>;
    t.deepEqual(config, { displaylogo: false });
    t.deepEqual(figure, { ...expected });
  }
  const saved = await saveFigure(typed, join(folder, 'typed'), { plotlyScript: join(folder, 'plotly.js') });
  const same = await saveFigure(lists, join(folder, 'lists'), { plotlyScript: join(folder, 'plotly.js') });
  t.deepEqual(JSON.parse(readFileSync(saved.json, 'utf8')), expected);
  t.deepEqual(expected.data[0]?.['y'], [3, 1, null, 2]);
  for (const kind of ['json', 'png'] as const)
    t.deepEqual(readFileSync(saved[kind]), readFileSync(same[kind]));
});

test('figurePage hands plotly lists', t => {
  const calls: unknown[][] = [];
  const { window } = new JSDOM(figurePage(typed, 'plotly.js', 'a.png'), {
    runScripts: 'dangerously',
    beforeParse: opened => {
      Object.assign(opened, { Plotly: { newPlot: (...call: unknown[]) => calls.push(call) } });
    },
  });
  t.is(window.document.querySelector('#figure img'), null);
  t.deepEqual(JSON.parse(JSON.stringify(calls[0]?.[1])), { ...expected, config: { displaylogo: false } });
});

test('every way out of the library refuses a trace that would be drawn empty', async t => {
  const empty = { data: [{ y: [1, 2] }, { name: 'b', y: Float32Array.of(NaN) }] };
  const message = /`data\[1\]` \("b"\)/;
  const ways: Record<string, () => unknown> = {
    renderSvg: () => renderSvg(empty),
    renderPng: () => renderPng(empty),
    figureMime: () => figureMime(empty),
    show: () => show(empty, () => t.fail()),
    saveFigure: () => saveFigure(empty, join(folder, 'empty')),
    figurePage: () => figurePage(empty, '', ''),
  };
  for (const [name, way] of Object.entries(ways)) {
    const error = await t.throwsAsync(async () => way(), { instanceOf: RangeError, message }, name);
    t.true(error?.message.startsWith(`${name}: `), error?.message);
  }
  t.false(readdirSync(folder).includes('empty.png'));
  await t.throwsAsync(show(empty), { message }, 'also without a notebook');
});

test('a figure leaves the library in three files alone, each by plainFigure', t => {
  const root = join(import.meta.dirname, '..', '..', '..', 'lib');
  const files = (readdirSync(root, { recursive: true }) as string[]).filter(name => name.endsWith('.js'));
  const ways = files.filter(name =>
    /vnd\.plotly|\.toImage\(|newPlot|(?<!function )figureJson\(/.test(readFileSync(join(root, name), 'utf8')),
  );
  t.deepEqual(
    ways.sort(),
    ['render', 'save', 'show'].map(name => join('figures', 'plotly', `${name}.js`)),
  );
  for (const name of ways) t.regex(readFileSync(join(root, name), 'utf8'), /plainFigure\(figure\)/, name);
});

test('plainFigure changes nothing of a figure that is plain, and nothing of what it was given', t => {
  t.deepEqual(plainFigure(expected), expected);
  const given = { data: [{ mode: 'lines', y: Float32Array.of(1) }] };
  const plain = plainFigure(given);
  t.deepEqual(plain.data[0], {
    type: 'scatter',
    mode: 'lines+markers',
    y: [1],
    marker: { size: 6 },
  });
  t.deepEqual(given, { data: [{ mode: 'lines', y: Float32Array.of(1) }] });
  t.deepEqual(plainFigure(plain), plain);
});

test('plainFigure keeps all digits of what it is given', t => {
  const { data } = plainFigure({ data: [{ x: [1_700_000_000_123, 100_001], y: [1 / 3, 2] }] });
  t.deepEqual(
    [data[0]?.['x'], data[0]?.['y']],
    [
      [1_700_000_000_123, 100_001],
      [1 / 3, 2],
    ],
  );
});

test('plainFigure of 100,000 points takes no longer than a blink', t => {
  const x = Float32Array.from({ length: 100_000 }, (_, i) => i);
  const figure = { data: [{ x, y: Array.from(x), text: Array.from(x, String), marker: { color: x } }] };
  plainFigure(figure);
  const start = performance.now();
  plainFigure(figure);
  // 0.06 s on one core of 2026, and room for a machine that has other work.
  t.true(performance.now() - start < 1000);
});

test('plainFigure writes markers in every frame of a trace when one frame needs them', t => {
  const base = { mode: 'lines', x: [1, 2, 3], y: [1, 2, 3] };
  const frames = [
    { name: 'a', data: [{ y: Float32Array.of(1, NaN, 3) }], traces: [1] },
    { name: 'b', data: [{ marker: { color: 'red' } }, { y: [3, 2, 1] }], traces: [0, 1] },
    { name: 'c' },
  ];
  const plain = plainFigure({ data: [base, base], frames });
  t.deepEqual(plain.data, [
    { type: 'scatter', ...base },
    { type: 'scatter', ...base },
  ]);
  t.deepEqual(plain.frames, [
    { name: 'a', data: [{ y: [1, null, 3], mode: 'lines+markers', marker: { size: 6 } }], traces: [1] },
    {
      name: 'b',
      data: [{ marker: { color: 'red' } }, { y: [3, 2, 1], mode: 'lines', marker: {} }],
      traces: [0, 1],
    },
    { name: 'c', data: [] },
  ]);
  t.deepEqual(plainFigure(plain), plain);
  const short = plainFigure({ data: [{ ...base, y: [1] }], frames: [{ data: [{ y: [1, 2, 3] }] }] });
  t.deepEqual(short.frames?.[0]?.data, [{ y: [1, 2, 3], mode: 'lines', marker: {} }]);
});

test('plainFigure refuses what is no figure, in one sentence', t => {
  const trace = { y: [1] };
  for (const [figure, message] of [
    [undefined, 'expected a figure { data: [trace, …], layout }, got undefined'],
    [[trace], 'expected a figure { data: [trace, …], layout }, got an array of 1'],
    [{ traces: [trace] }, 'expected a figure { data: [trace, …], layout }, got { traces }'],
    [{ data: [[1]] }, 'expected `data[0]` to be a trace { type, x, y, … }, got an array'],
    [{ data: [null] }, 'expected `data[0]` to be a trace { type, x, y, … }, got null'],
    [{ data: [], layout: 'a' }, 'expected `layout` to be { title, xaxis, … }, got "a"'],
    [{ data: [], frames: {} }, 'expected `frames` to be a list'],
    [{ data: [], frames: [1] }, 'expected `frames[0]` to be a frame { name, data: [ … ] }, got 1'],
    [{ data: [], frames: [{ data: 1 }] }, 'expected `frames[0].data` to be a list'],
    [
      { data: [], frames: [{ data: [1] }] },
      'expected `frames[0].data[0]` to be members of a trace { x, y, … }, got 1',
    ],
  ] as const) {
    const given = figure as unknown as FigureLike;
    t.throws(() => naming('show', () => plainFigure(given)), {
      instanceOf: TypeError,
      message: `show: ${message}`,
    });
  }
  const frames = [{ data: [{ y: [NaN] }] }];
  t.throws(() => plainFigure({ data: [trace], frames }), { message: /`frames\[0\]\.data\[0\]`/ });
});

test('plainFigure refuses trace types that are not drawn, and names those that are', t => {
  for (const type of ['parcoords', 'cone', 'scattergeo', 'nonsense', null]) {
    t.throws(() => naming('show', () => plainFigure({ data: [{ type, x: [1] }] })), {
      instanceOf: TypeError,
      message: new RegExp(
        `^show: expected \`data\\[0\\].type\` to be one of scatter, bar, .* pie, .*got ${type}$`,
      ),
    });
  }
  const call = (() => 1) as unknown as string;
  t.throws(() => makeFigure([], { title: call }), { instanceOf: TypeError, message: /layout\.title/ });
});

test('makeFigure keeps five significant digits, and null for numbers that are not finite', t => {
  const y = Float32Array.of(1 / 3, NaN, Infinity, -123456.789, 0);
  const figure = makeFigure([{ type: 'scatter', y, x: [1e-9 / 3, undefined], name: undefined }]);
  t.deepEqual(figure.data[0], {
    type: 'scatter',
    y: [0.33333, null, null, -123460, 0],
    x: [3.3333e-10, null],
  });
  t.deepEqual(JSON.parse(figureJson(figure)), figure);
  t.is(roundNumber(-0.000123456), -0.00012346);
});

test('makeFigure takes WebGL for more points than SVG bears, and for no fewer', t => {
  const points = (count: number): Float64Array => new Float64Array(count).map((_, i) => i);
  t.is(scatterType(mostSvgPoints), 'scatter');
  t.is(scatterType(mostSvgPoints + 1), 'scattergl');
  t.is(makeFigure([{ type: 'scattergl', x: points(mostSvgPoints + 1) }]).data[0]?.type, 'scattergl');
  t.throws(() => makeFigure([{ type: 'scattergl', x: points(mostSvgPoints) }]), {
    instanceOf: TypeError,
    message: /to be scatter for 5000 points/,
  });
});

test('makeFigure keeps frames as plain data', t => {
  const frames = [{ name: '1', data: [{ x: Float32Array.of(0.5) }], traces: [0] }];
  const figure = makeFigure([{ type: 'scatter', mode: 'markers', x: [1] }], {}, frames);
  t.deepEqual(figure.frames, [{ name: '1', data: [{ x: [0.5] }], traces: [0] }]);
  t.false('frames' in makeFigure([]));
});
