import { trainingCurves } from '../../lib/figures/curves.js';
import type { CurveRecord } from '../../lib/figures/curve-lines.js';
import { renderPng } from '../../lib/figures/plotly/render.js';
import { palette } from '../../lib/figures/plotly/theme.js';
import { allClose } from '../support/all-close.js';
import { readPicture } from '../support/picture.js';
import { slow as test } from '../support/slow.js';

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
    ['loss', 'cost of reconstruction', 'penalty'],
  );
});

test('trainingCurves(several runs) gives each its colour and its own penalty panel', t => {
  const { data, layout } = trainingCurves([vae, gan]);
  t.deepEqual(
    (layout['annotations'] as { text: string }[]).map(({ text }) => text),
    ['loss', 'cost of reconstruction', 'loss of the discriminator', 'penalty, vae', 'penalty, wae-gan'],
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
    ['loss', 'cost of reconstruction', 'penalty: no finite value'],
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

test('trainingCurves gives runs whose units differ panels of their own, with the unit at the axis', t => {
  const nats = { ...vae, units: { loss: 'nats', reconstruction: 'nats' } };
  const errors = { ...gan, units: { loss: 'squared error', reconstruction: 'squared error' } };
  const { data, layout } = trainingCurves([nats, errors], { quantities: ['loss', 'reconstruction'] });
  t.deepEqual(
    (layout['annotations'] as { text: string }[]).map(({ text }) => text),
    ['loss, vae', 'loss, wae-gan', 'cost of reconstruction, vae', 'cost of reconstruction, wae-gan'],
  );
  const titleOf = (axis: string): string => (layout[axis] as { title: { text: string } }).title.text;
  t.deepEqual(['yaxis', 'yaxis2', 'yaxis3'].map(titleOf), ['nats', 'squared error', 'nats']);
  t.deepEqual(
    data.filter(({ xaxis }) => xaxis === 'x2').map(({ name }) => name),
    ['wae-gan, training'],
  );
  const shared = trainingCurves([nats, { ...errors, units: nats.units }], { quantities: ['loss'] });
  t.is((shared.layout['annotations'] as unknown[]).length, 1);
});

test('trainingCurves calls squared errors by the images that they are of, and draws references across', t => {
  const run = {
    ...gan,
    history: history(2, () => ({ discriminator: 1.2, squaredError: 9 })).filter(({ kind }, i) =>
      i < 2 ? kind === 'train' : true,
    ),
    references: { discriminator: { value: Math.log(4), words: 'log 4' } },
  };
  const held = { ...run, history: run.history.filter(({ kind }) => kind === 'test') };
  const { data, layout } = trainingCurves([held]);
  t.true(
    (layout['annotations'] as { text: string }[]).some(({ text }) => text === 'squared error of test images'),
  );
  const lines = data.filter(({ name }) => name === 'log 4');
  t.is(lines.length, 1);
  allClose(t, lines[0]?.['y'] as number[], [1.3863, 1.3863]);
  allClose(t, lines[0]?.['x'] as number[], [0, 2.04]);
});

test('trainingCurves leaves no row of panels mostly empty', t => {
  for (const count of [4, 5, 6, 7, 8]) {
    const terms = Object.fromEntries(Array.from({ length: count }, (_, k) => [`t${k}`, k]));
    const run = { name: 'a', history: history(2, () => terms) };
    const { layout } = trainingCurves([run], { quantities: Object.keys(terms) });
    const bottoms = Object.keys(layout)
      .filter(name => name.startsWith('yaxis'))
      .map(name => (layout[name] as { domain: [number, number] }).domain[0]);
    const inRow = (bottom: number): number => bottoms.filter(value => value === bottom).length;
    const widest = Math.max(...bottoms.map(inRow));
    t.true(widest <= 3);
    t.true(widest - inRow(Math.min(...bottoms)) <= 1, `${count} panels`);
  }
});
