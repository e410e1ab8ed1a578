import test from 'ava';
import { escapeMarkup } from '../../lib/figures/text.js';
import { figureJson, figureTitle, makeFigure, roundNumber } from '../../lib/figures/plot.js';

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
  for (const type of ['scatter3d', 'scattergl', 'surface', 'mesh3d', 'nonsense', undefined]) {
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

test('figureTitle reads both ways of writing a title', t => {
  t.is(figureTitle(makeFigure([], { title: 'a' })), 'a');
  t.is(figureTitle(makeFigure([], { title: { text: 'b' } })), 'b');
  t.is(figureTitle(makeFigure([])), '');
});

test('escapeMarkup leaves no character of markup', t => {
  t.is(escapeMarkup(`<a href="x">&'`), '&lt;a href=&#34;x&#34;&gt;&amp;&#39;');
});
