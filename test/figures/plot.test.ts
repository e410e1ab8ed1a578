import test from 'ava';
import { escapeMarkup, ordinal } from '../../lib/figures/text.js';
import {
  figureJson,
  figureTitle,
  makeFigure,
  mostSvgPoints,
  roundNumber,
  scatterType,
  stillFigure,
} from '../../lib/figures/plot.js';

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

test('makeFigure refuses WebGL traces, unknown traces and values that JSON would lose', t => {
  for (const type of ['scatter3d', 'surface', 'mesh3d', 'nonsense', undefined]) {
    t.throws(() => makeFigure([{ type, x: [1] }]), {
      instanceOf: TypeError,
      message: /`data\[0\].type`.*WebGL/,
    });
  }
  const date = new Date(0) as unknown as string;
  t.throws(() => makeFigure([{ type: 'scatter', x: [date] }]), {
    instanceOf: TypeError,
    message: /data\[0\]\.x\[0\]/,
  });
  const call = (() => 1) as unknown as string;
  t.throws(() => makeFigure([], { title: call }), { instanceOf: TypeError, message: /layout\.title/ });
});

test('makeFigure takes every kind of typed array of numbers', t => {
  const kinds = [Int8Array, Int16Array, Int32Array, Uint8Array, Uint8ClampedArray, Uint16Array, Uint32Array];
  const data = kinds.map(Kind => ({ type: 'scatter', y: Kind.of(1, 2), x: Float64Array.of(0.5, 1 / 3) }));
  for (const trace of makeFigure(data).data)
    t.deepEqual(
      [trace['y'], trace['x']],
      [
        [1, 2],
        [0.5, 0.33333],
      ],
    );
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

test('makeFigure keeps frames as plain data', t => {
  const frames = [{ name: '1', data: [{ x: Float32Array.of(0.5) }], traces: [0] }];
  const figure = makeFigure([{ type: 'scatter', x: [1] }], {}, frames);
  t.deepEqual(figure.frames, [{ name: '1', data: [{ x: [0.5] }], traces: [0] }]);
  t.false('frames' in makeFigure([]));
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
