import test from 'ava';
import { pointsOf } from '../../lib/base/index.js';
import { latentFigure } from '../../lib/figures/latent.js';
import { normalRadius } from '../../lib/latent/prior-regions.js';
import { Rng } from '../../lib/base/random.js';
import { allClose } from '../support/all-close.js';

const plane = Float64Array.of(1, 0, 0, 1, 0, 0); // the first two of three coordinates
const normal = { kind: 'normal', sigma: 2 } as const;

test('latentFigure draws each class at its projected codes', t => {
  const codes = pointsOf(Float32Array.of(1, 2, 9, 3, 4, 9, 5, 6, 9), 3);
  const { data } = latentFigure([{ title: 'VAE', codes, labels: [1, 0, 1], plane }], normal);
  t.deepEqual(
    data.slice(0, 2).map(({ name, x, y }) => ({ name, x, y })),
    [
      { name: '0', x: [3], y: [4] },
      { name: '1', x: [1, 5], y: [2, 6] },
    ],
  );
});

test('latentFigure draws a normal prior as circles that hold 50, 90 and 99 % of it', t => {
  const codes = pointsOf(
    new Float32Array(6).map((_, i) => i),
    3,
  );
  const { data } = latentFigure([{ title: 'VAE', codes, plane }], normal);
  const rng = Rng.fromSeed(2);
  const draws = Array.from({ length: 40_000 }, () => Math.hypot(2 * rng.normal(), 2 * rng.normal()));
  [0.5, 0.9, 0.99].forEach((mass, i) => {
    const { x, y } = data[1 + i] as unknown as { x: number[]; y: number[] };
    allClose(
      t,
      x.map((value, k) => Math.hypot(value, y[k]!)),
      x.map(() => normalRadius(mass, 2)),
      { rtol: 1e-4 },
    );
    const inside = draws.filter(radius => radius < normalRadius(mass, 2)).length / draws.length;
    allClose(t, inside, mass, { atol: 4 * Math.sqrt((mass * (1 - mass)) / draws.length) });
  });
});

test('latentFigure draws any other prior by its draws, and at most maxPoints of a sample', t => {
  const codes = pointsOf(
    new Float32Array(3 * 5000).map((_, i) => i % 7),
    3,
  );
  const { data, layout } = latentFigure(
    [
      { title: 'a', codes, plane },
      { title: 'b', codes, plane },
    ],
    { kind: 'draws', codes },
  );
  t.deepEqual(
    data.map(trace => [(trace['x'] as number[]).length, trace['xaxis'], trace['showlegend']]),
    [
      [1000, 'x', true],
      [1000, 'x', true],
      [1000, 'x2', false],
      [1000, 'x2', false],
    ],
  );
  t.is((layout['yaxis2'] as { scaleanchor: string }).scaleanchor, 'x2');
  t.regex((layout['xaxis'] as { title: { text: string } }).title.text, /^z₁<br>std 2\.00$/);
});

test('latentFigure escapes titles and class names', t => {
  const panel = { title: '<b>', codes: pointsOf(new Float32Array(6), 3), labels: [0, 0], plane };
  const json = JSON.stringify(latentFigure([panel], normal, { title: '<i>', classNames: ['<u>'] }));
  t.false(/<[biu]>/.test(json));
});

test('latentFigure refuses what does not fit', t => {
  const codes = pointsOf(new Float32Array(6), 3);
  t.throws(() => latentFigure([], normal), { instanceOf: RangeError, message: /`panels`/ });
  t.throws(() => latentFigure([{ title: '', codes, labels: [1], plane }], normal), { message: /`labels`/ });
  t.throws(() => latentFigure([{ title: '', codes: pointsOf(new Float32Array(7), 7), plane }], normal), {
    instanceOf: RangeError,
  });
  t.throws(() => latentFigure([{ title: '', codes, plane }], normal, { maxPoints: 0 }), {
    message: /`maxPoints`/,
  });
  const unknown = { kind: 'x' } as unknown as typeof normal;
  t.throws(() => latentFigure([{ title: '', codes, plane }], unknown), { instanceOf: TypeError });
});

test('latentFigure writes each class at the mean of its codes', t => {
  const codes = pointsOf(Float32Array.of(1, 2, 9, 3, 4, 9, 5, 6, 9), 3);
  const panel = { title: 'VAE', codes, labels: [1, 0, 1], plane };
  const { layout } = latentFigure([panel], normal, { classNames: ['no', 'yes'] });
  const [, ...labels] = layout['annotations'] as { text: string; x: number; y: number }[];
  t.deepEqual(
    labels.map(({ text, x, y }) => ({ text, x, y })),
    [
      { text: 'no', x: 3, y: 4 },
      { text: 'yes', x: 3, y: 4 },
    ],
  );
});
