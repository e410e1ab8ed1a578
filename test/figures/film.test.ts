import { pointsOf } from '../../lib/base/index.js';
import sharp from 'sharp';
import { filmFigure } from '../../lib/figures/film-figure.js';
import { filmPicture } from '../../lib/figures/film-picture.js';
import { filmPlane, filmReach, type FilmView } from '../../lib/figures/film-view.js';
import { renderSvg } from '../../lib/figures/plotly/render.js';
import { coordinatePlane } from '../../lib/latent/projection.js';
import { slow as test } from '../support/slow.js';

const frame = (step: number, ...codes: number[]): FilmView['film']['frames'][number] => ({
  step,
  codes: pointsOf(Float32Array.from(codes), 2),
  pictures: new Uint8Array(16 * 16).fill(step),
});
const film = {
  shape: [16, 16, 1],
  frames: [frame(0, 0.001, 0, 0, 0.125), frame(10, 1, 2, 3, 4), frame(20, -1, -2, -3, 5)],
} as const;
const view: FilmView = {
  film,
  title: 'VAE',
  plane: coordinatePlane(2, 1, 0),
  reach: 6,
  prior: { kind: 'normal', sigma: 1 },
  labels: [7, 2],
  epochOf: step => step / 10,
};
const originals = new Uint8Array(16 * 16).fill(200);

test('filmFigure begins with the last frame, and its frames move the codes of each class', t => {
  const { data, frames = [], layout } = filmFigure(view);
  t.deepEqual(
    data.slice(0, 2).map(({ name, x, y }) => ({ name, x, y })),
    [
      { name: '2', x: [5], y: [-3] },
      { name: '7', x: [-2], y: [-1] },
    ],
  );
  t.deepEqual(
    frames.map(({ name }) => name),
    ['0', '1', '2'],
  );
  t.deepEqual(frames[1]?.data, [
    { x: [4], y: [3] },
    { x: [2], y: [1] },
  ]);
  t.deepEqual(frames[0]?.data[0], { x: [0.13], y: [0] });
  t.deepEqual(frames[1]?.traces, [0, 1]);
  const [slider] = layout['sliders'] as { active: number; steps: { args: [string[]] }[] }[];
  t.is(slider?.active, 2);
  t.deepEqual(
    slider?.steps.map(({ args }) => args[0]),
    [['0'], ['1'], ['2']],
  );
});

test('filmFigure of draws from a prior moves the codes, not the draws', t => {
  const prior = { kind: 'draws', codes: pointsOf(Float32Array.of(1, 1), 2) } as const;
  const { data, frames = [] } = filmFigure({ ...view, prior });
  t.deepEqual(frames[0]?.traces, [1, 2]);
  t.is(data[1]?.['name'], '2');
});

test('a film can be drawn without a browser', async t => {
  const svg = await renderSvg(filmFigure(view));
  t.true(svg.includes('VAE: codes of test images after epoch 2'));
  t.false(svg.includes('▶'), 'no button that can not be pressed');
  t.false(svg.includes('slider-rail'));
  const { height } = filmFigure(view).layout as { height: number };
  t.is(Number(/height="(\d+)"/.exec(svg)?.[1]), height - 80);
});

test('filmPicture is a moving picture of as many frames, the last standing longest', async t => {
  for (const format of ['webp', 'gif'] as const) {
    const bytes = await filmPicture(view, originals, { format, delay: 200 });
    const { pages, delay, loop, format: made } = await sharp(bytes).metadata();
    t.deepEqual({ pages, delay, loop, made }, { pages: 3, delay: [200, 200, 1200], loop: 0, made: format });
  }
  const [first, last] = await Promise.all(
    [0, 2].map(async page =>
      sharp(await filmPicture(view, originals), { page })
        .raw()
        .toBuffer(),
    ),
  );
  t.notDeepEqual(first, last);
});

test('filmPlane is that of the last codes, and filmReach holds what it must', t => {
  const far = { ...film, frames: [...film.frames, frame(30, 0, 0, 10, 0)] };
  const plane = filmPlane(far);
  t.deepEqual([...plane.mean], [5, 0]);
  t.is(filmReach(film, coordinatePlane(2, 0, 1), 100), 108);
  t.is(filmReach(film, coordinatePlane(2, 0, 1), 1), 1.08 * 5);
  const left = { ...film, frames: [frame(0, -7, 0, 1, 2)] };
  t.is(filmReach(left, coordinatePlane(2, 0, 1), 1), 1.08 * 7);
});

test('films without frames, and too few images, are refused', async t => {
  const empty = { ...view, film: { ...film, frames: [] } };
  t.throws(() => filmFigure(empty), { instanceOf: RangeError });
  t.throws(() => filmPlane(empty.film), { instanceOf: RangeError });
  await t.throwsAsync(filmPicture(empty, originals), { instanceOf: RangeError });
  await t.throwsAsync(filmPicture(view, originals.subarray(1)), {
    instanceOf: RangeError,
    message: /`originals`/,
  });
});
