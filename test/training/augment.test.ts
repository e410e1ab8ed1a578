import test from 'ava';
import { augment } from '../../lib/training/augment.js';
import { Rng } from '../../lib/base/random.js';

const still = { shift: 0, mirror: false } as const;

/** n images of h×w×c with distinct bytes as far as there are any. */
function images(n: number, h: number, w: number, c: number): Uint8Array {
  return Uint8Array.from({ length: n * h * w * c }, (_, i) => (i * 7) % 251);
}

test('augment(shift 0, no mirror) is a copy', t => {
  const bytes = images(3, 4, 5, 2);
  const out = augment(bytes, [4, 5, 2], still, Rng.fromSeed(1));
  t.deepEqual(out, bytes);
  t.not(out, bytes);
});

test('augment(mirror) gives the image or its mirror, about half of each, channels kept together', t => {
  const n = 400;
  const one = images(1, 2, 3, 3);
  const mirrored = Uint8Array.from(
    one,
    (_, i) => one[i - 3 * (((i / 3) % 3) | 0) + 3 * (2 - (((i / 3) % 3) | 0))]!,
  );
  const bytes = new Uint8Array(n * 18);
  for (let i = 0; i < n; i++) bytes.set(one, i * 18);
  const out = augment(bytes, [2, 3, 3], { shift: 0, mirror: true }, Rng.fromSeed(2));
  let turned = 0;
  for (let i = 0; i < n; i++) {
    const image = out.subarray(i * 18, (i + 1) * 18).join();
    t.true(image === one.join() || image === mirrored.join());
    if (image === mirrored.join()) turned++;
  }
  // Four standard deviations of a binomial.
  t.true(Math.abs(turned - n / 2) < 40, String(turned));
});

test('augment(shift s) moves by −s … s along each axis and repeats the border', t => {
  const [n, side] = [600, 5];
  const one = images(1, side, side, 1);
  const bytes = new Uint8Array(n * 25);
  for (let i = 0; i < n; i++) bytes.set(one, i * 25);
  const out = augment(bytes, [side, side, 1], { shift: 2, mirror: false }, Rng.fromSeed(3));
  const clamp = (x: number): number => Math.min(Math.max(x, 0), side - 1);
  const seen = new Map<string, number>();
  for (let down = -2; down <= 2; down++) {
    for (let right = -2; right <= 2; right++) {
      const moved = Array.from(
        one,
        (_, p) => one[clamp(Math.floor(p / side) - down) * side + clamp((p % side) - right)],
      );
      seen.set(moved.join(), 0);
    }
  }
  t.is(seen.size, 25);
  for (let i = 0; i < n; i++) {
    const image = out.subarray(i * 25, (i + 1) * 25).join();
    t.true(seen.has(image));
    seen.set(image, (seen.get(image) ?? 0) + 1);
  }
  // 24 on average; five standard deviations.
  for (const times of seen.values()) t.true(times > 0 && times < 50, String(times));
});

test('augment depends on the stream alone, and leaves its argument as it was', t => {
  const bytes = images(8, 6, 6, 1);
  const before = bytes.slice();
  const run = (seed: number): Uint8Array =>
    augment(bytes, [6, 6, 1], { shift: 2, mirror: true }, Rng.fromSeed(seed));
  t.deepEqual(run(1), run(1));
  t.notDeepEqual(run(1), run(2));
  t.deepEqual(bytes, before);
});

test('augment throws for a shift that is no count, and for part of an image', t => {
  const bytes = images(1, 2, 2, 1);
  for (const shift of [-1, 0.5, NaN]) {
    t.throws(() => augment(bytes, [2, 2, 1], { ...still, shift }, Rng.fromSeed(1)), {
      instanceOf: RangeError,
      message: /^augment: expected `shift` to be an integer ≥ 0, got/,
    });
  }
  t.throws(() => augment(bytes.subarray(1), [2, 2, 1], still, Rng.fromSeed(1)), {
    instanceOf: RangeError,
    message: 'augment: expected `images` to be whole images of 2x2x1 bytes, got 3 bytes',
  });
});
