import test from 'ava';
import { pointsOf } from '../../lib/base/index.js';
import { holesFigure } from '../../lib/figures/holes.js';
import { coordinatePlane } from '../../lib/latent/projection.js';

const plane = coordinatePlane(2, 0, 1);
const found = {
  isHole: Uint8Array.of(0, 1, 0),
  share: 1 / 3,
  expectedShare: 0.05,
  coverage: 0.5,
  expectedCoverage: 0.969,
};
const panel = {
  title: 'VAE',
  codes: pointsOf(Float32Array.of(0, 0), 2),
  draws: pointsOf(Float32Array.of(1, 2, 3, 4, 5, 6), 2),
  holes: found,
  plane,
};

test('holesFigure tells draws in holes from others, and the shares in its heading', t => {
  const { data, layout } = holesFigure([panel], undefined);
  t.deepEqual(
    data.map(({ name, x, y }) => ({ name, x, y })),
    [
      { name: 'codes', x: [0], y: [0] },
      { name: 'draws near codes', x: [1, 5], y: [2, 6] },
      { name: 'draws in holes', x: [3], y: [4] },
    ],
  );
  const [heading] = layout['annotations'] as { text: string }[];
  t.is(
    heading?.text,
    'VAE<br>33 % of prior draws in holes (5 % expected)<br>50 % of codes near a draw (97 % expected)',
  );
  t.regex((layout['title'] as { text: string }).text, /far from every code in all coordinates/);
});

test('holesFigure refuses shares of other draws', t => {
  t.throws(() => holesFigure([{ ...panel, draws: pointsOf(new Float32Array(4), 2) }], undefined), {
    instanceOf: RangeError,
    message: 'holesFigure: expected `isHole` to have 2 entries like `draws`, got 3',
  });
});
