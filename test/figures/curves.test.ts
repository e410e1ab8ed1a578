import test from 'ava';
import { trainingCurves } from '../../lib/figures/curves.js';
import type { CurveRecord } from '../../lib/figures/curves.js';
import { renderPng } from '../../lib/figures/plotly/render.js';
import { palette } from '../../lib/figures/plotly/theme.js';
import { allClose } from '../support/all-close.js';
import { readPicture } from '../support/picture.js';

function history(epochs: number, terms: (step: number) => Record<string, number>): CurveRecord[] {
  const records: CurveRecord[] = [];
  for (let epoch = 1; epoch <= epochs; epoch++) {
    for (const k of [5, 10]) {
      const step = 10 * (epoch - 1) + k;
      records.push({ kind: 'train', epoch: epoch - 1, step, loss: 100 / step, terms: terms(step) });
    }
    records.push({ kind: 'test', epoch: epoch - 1, step: 10 * epoch, terms: terms(10 * epoch) });
  }
  return records;
}

const colours = { vae: '#123456', 'wae-gan': '#654321' };
const vae = {
  name: 'vae',
  colour: colours.vae,
  history: history(3, step => ({ reconstruction: 50 / step, penalty: step })),
};
const gan = {
  name: 'wae-gan',
  colour: colours['wae-gan'],
  history: history(3, () => ({ reconstruction: 2, penalty: -1, discriminator: 1 })),
};

const colourOf = (trace: { readonly [key: string]: unknown }): string =>
  (trace['line'] as { color: string }).color;

test('trainingCurves(one run) draws loss and terms over epochs, training and test apart', t => {
  const { data, layout } = trainingCurves([vae]);
  t.deepEqual(
    data.map(trace => [trace['name'], trace['xaxis'], trace['showlegend']]),
    [
      ['vae, training', 'x', true],
      ['vae, training', 'x2', false],
      ['vae, test', 'x2', true],
      ['vae, training', 'x3', false],
      ['vae, test', 'x3', false],
    ],
  );
  allClose(t, data[0]?.['x'] as number[], [0.5, 1, 1.5, 2, 2.5, 3]);
  allClose(t, data[0]?.['y'] as number[], [20, 10, 6.6667, 5, 4, 3.3333]);
  allClose(t, data[2]?.['x'] as number[], [1, 2, 3]);
  t.deepEqual(
    (layout['annotations'] as { text: string }[]).map(({ text }) => text),
    ['loss', 'reconstruction', 'penalty'],
  );
});

test('trainingCurves(several runs) gives each its colour and its own penalty panel', t => {
  const { data, layout } = trainingCurves([vae, gan]);
  t.deepEqual(
    (layout['annotations'] as { text: string }[]).map(({ text }) => text),
    ['loss', 'reconstruction', 'discriminator', 'penalty, vae', 'penalty, wae-gan'],
  );
  for (const trace of data) {
    const name = (trace['name'] as string).split(',')[0] as keyof typeof colours;
    t.is(colourOf(trace), colours[name]);
  }
  const axis = layout['yaxis'] as { type: string };
  t.is(axis.type, 'log');
  t.is((layout['yaxis5'] as { type: string }).type, 'linear', 'negative values have no logarithm');
});

test('trainingCurves gives runs without a colour those of the palette in turn, by their place among the runs', t => {
  const names = Array.from({ length: 9 }, (_, k) => `run ${k}`);
  const runs = names.map(name => ({ name, history: history(1, () => ({})) }));
  const { data } = trainingCurves([vae, ...runs.slice(1)], { quantities: ['loss'] });
  t.deepEqual(data.map(colourOf), [
    colours.vae,
    ...names.slice(1).map((_, k) => palette[(k + 1) % palette.length]),
  ]);
});

test('trainingCurves draws long histories by the means of equal stretches', t => {
  const { data } = trainingCurves([vae], { maxPoints: 3, quantities: ['loss'] });
  allClose(t, data[0]?.['x'] as number[], [0.75, 1.75, 2.75]);
  allClose(t, data[0]?.['y'] as number[], [15, 5.8333, 3.6667]);
});

test('trainingCurves of one epoch or two marks its points, which a line alone would not show', async t => {
  const red = {
    name: 'vae',
    colour: '#D55E00',
    history: history(1, () => ({ reconstruction: 1 })).slice(0, 1),
  };
  for (const epochs of [1, 2]) {
    const { data } = trainingCurves([
      { ...red, history: history(epochs, () => ({})).filter((_, i) => i % 3 === 0) },
    ]);
    t.deepEqual(
      data.map(trace => [trace['mode'], (trace['x'] as unknown[]).length]),
      [['lines+markers', epochs]],
    );
  }
  const rgb = [1, 3, 5].map(i => Number.parseInt(red.colour.slice(i, i + 2), 16));
  const picture = readPicture(await renderPng(trainingCurves([red]), { scale: 1 }));
  for (const left of [0, picture.width / 2]) {
    // A panel without the legend under it.
    const found = picture.count(rgb, [left, 0, left + picture.width / 2, picture.height - 80]);
    t.true(found >= 12, `${found} pixels of the model's colour`);
  }
});

test('trainingCurves leaves out lines without a finite value, and says so above a panel without any', t => {
  const odd = { name: 'wae-mmd', history: history(3, () => ({ reconstruction: 2, penalty: NaN })) };
  const { data, layout } = trainingCurves([odd]);
  t.deepEqual(
    data.map(trace => trace['xaxis']),
    ['x', 'x2', 'x2'],
  );
  t.deepEqual(
    (layout['annotations'] as { text: string }[]).map(({ text }) => text),
    ['loss', 'reconstruction', 'penalty: no finite value'],
  );
});

test('trainingCurves escapes names of runs and terms', t => {
  const odd = { name: '<b>x</b>', history: history(1, () => ({ '<i>y</i>': 1 })) };
  const json = JSON.stringify(trainingCurves([odd], { title: '<script>' }));
  t.false(/<(b|i|script)>/.test(json));
  t.true(json.includes('&lt;b&gt;x&lt;/b&gt;, training'));
});

test('trainingCurves refuses nothing to draw', t => {
  t.throws(() => trainingCurves([]), { instanceOf: RangeError });
  t.throws(() => trainingCurves([vae], { quantities: ['nonsense'] }), { instanceOf: RangeError });
  t.throws(() => trainingCurves([vae], { maxPoints: 1 }), { instanceOf: RangeError });
});
