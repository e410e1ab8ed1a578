import test from 'ava';
import { pointsOf, rowsBetween } from '../../lib/base/index.js';
import { ballsFigure } from '../../lib/figures/balls.js';
import { coordinatePlane } from '../../lib/latent/projection.js';
import { allClose } from '../support/all-close.js';

interface Line {
  readonly x: (number | null)[];
  readonly y: (number | null)[];
}

const plane = coordinatePlane(3, 0, 1);
const means = pointsOf(Float32Array.of(1, 2, 0, -3, 0, 0), 3);
const variances = [4, 9, 1, 0.25, 1, 1];
const logVariances = pointsOf(Float32Array.from(variances, Math.log), 3);

test('ballsFigure draws each image’s ball as its ellipse in the plane, with its centre', t => {
  const { data } = ballsFigure([{ heading: 'VAE', means, logVariances, plane }], undefined, {
    deviations: 2,
  });
  const [outline, dots] = data as unknown as [Line, Line];
  t.deepEqual(
    [dots.x, dots.y],
    [
      [1, -3],
      [2, 0],
    ],
  );
  const gap = outline.x.indexOf(null) as number;
  const distances = (
    from: number,
    to: number,
    [x, y]: [number, number],
    [a, b]: [number, number],
  ): number[] =>
    (outline.x.slice(from, to) as number[]).map((value, i) =>
      Math.hypot((value - x) / a, (outline.y[from + i]! - y) / b),
    );
  allClose(t, distances(0, gap, [1, 2], [4, 6]), new Float64Array(gap).fill(1), { rtol: 1e-3 });
  const length = (outline.x.length as number) - gap - 2;
  t.is(length, gap);
  allClose(t, distances(gap + 1, gap + 1 + length, [-3, 0], [1, 2]), new Float64Array(length).fill(1), {
    rtol: 1e-3,
  });
});

test('ballsFigure of a deterministic encoder draws points, a colour for each class', t => {
  const { data } = ballsFigure([{ heading: 'WAE', means, labels: [1, 0], plane }], undefined, {
    classNames: ['<no>', 'yes'],
  });
  t.deepEqual(
    data.map(({ mode, name, x }) => ({ mode, name, x })),
    [
      { mode: 'markers', name: '&lt;no&gt;', x: [-3] },
      { mode: 'markers', name: 'yes', x: [1] },
    ],
  );
});

test('ballsFigure refuses variances and labels that do not fit', t => {
  t.throws(() => ballsFigure([{ heading: '', means, labels: [1], plane }], undefined), {
    instanceOf: RangeError,
    message: 'ballsFigure: expected `labels` to have 2 entries like `means`, got 1',
  });
  const short = rowsBetween(logVariances, 1, 2);
  t.throws(() => ballsFigure([{ heading: '', means, logVariances: short, plane }], undefined), {
    instanceOf: RangeError,
    message: 'ballsFigure: expected `logVariances` to be [2, 3] like `means`, got [1, 3]',
  });
});

test('ballsFigure enlarges balls that their dots would hide, and says by how much', t => {
  const small = pointsOf(
    Float32Array.from(variances, v => Math.log(1e-4 * v)),
    3,
  );
  const { data, layout } = ballsFigure([{ heading: 'VAE', means, logVariances: small, plane }], undefined);
  const [heading] = layout['annotations'] as { text: string }[];
  const factor = Number(/^VAE<br>balls drawn (\d+) times as large$/.exec(heading?.text ?? '')?.[1]);
  t.is(factor, 3);
  const [outline] = data as unknown as [Line];
  const widest = Math.max(...outline.x.map(x => Math.abs((x ?? 1) - 1)).slice(0, 18));
  allClose(t, widest, 0.02 * factor, { rtol: 1e-2 });
  const asTheyAre = ballsFigure([{ heading: 'VAE', means, logVariances, plane }], undefined);
  t.is((asTheyAre.layout['annotations'] as { text: string }[])[0]?.text, 'VAE');
});
