import test from 'ava';
import sharp from 'sharp';
import { isPlain, jpegDecoder } from '../../../lib/datasets/folders/jpeg.js';
import type { RgbImage } from '../../../lib/datasets/folders/lanczos.js';
import { Rng } from '../../../lib/base/random.js';

const [width, height] = [89, 109];

/** A picture of smooth patches and noise. */
function texture(): ReturnType<typeof sharp> {
  const rng = Rng.fromSeed(5);
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const wave = 128 + 90 * Math.sin(i / 400) * Math.cos(i / 7000);
    return Math.min(255, Math.max(0, wave + 20 * rng.normal()));
  });
  return sharp(data, { raw: { width, height, channels: 3 } });
}

const rgb = ({ data, channels }: RgbImage): Uint8Array =>
  channels === 3 ? data : data.filter((_, i) => i % 4 !== 3);

test.serial(
  'jpegDecoder({ checked }) gives the same pixels, quickly or carefully: colour, grey, progressive',
  async t => {
    const [quick, careful] = [await jpegDecoder({ checked: true }), await jpegDecoder({ checked: false })];
    const files = [
      await texture().jpeg({ quality: 90 }).toBuffer(),
      await texture().jpeg({ quality: 75, chromaSubsampling: '4:4:4' }).toBuffer(),
      await texture().jpeg({ progressive: true }).toBuffer(),
      await texture().toColourspace('b-w').jpeg().toBuffer(),
    ];
    for (const file of files) {
      t.true(isPlain(file));
      const [one, other] = [await quick(file), await careful(file)];
      t.deepEqual([one.width, one.height, one.channels], [width, height, 4]);
      t.deepEqual([other.width, other.height, other.channels], [width, height, 3]);
      t.true(Buffer.from(rgb(one)).equals(rgb(other)));
    }
  },
);

test.serial(
  'isPlain(bytes) refuses CMYK, profiles, Exif and what is cut short; these decode carefully',
  async t => {
    const decode = await jpegDecoder({ checked: true });
    const odd = [
      await texture().toColourspace('cmyk').jpeg().toBuffer(),
      await texture().withIccProfile('p3').jpeg().toBuffer(),
      await texture().withMetadata({ orientation: 6 }).jpeg().toBuffer(),
    ];
    for (const file of odd) {
      t.false(isPlain(file));
      const decoded = await decode(file);
      t.deepEqual([decoded.width, decoded.height, decoded.channels], [width, height, 3]);
    }
    const whole = await texture().jpeg().toBuffer();
    for (const length of [2, 3, 30, 600, whole.length - 2]) t.false(isPlain(whole.subarray(0, length)));
  },
);

// One after another: libvips keeps the words of all its errors in one place of the process.
test.serial('jpegDecoder({ checked }) throws for what is no JPEG, ends early, or has a hole', async t => {
  const whole = await texture().jpeg().toBuffer();
  const png = await texture().png().toBuffer();
  const holed = Buffer.concat([whole.subarray(0, whole.length / 2), Buffer.from([0xff, 0xd9])]);
  for (const checked of [true, false]) {
    const decode = await jpegDecoder({ checked });
    for (const file of [new Uint8Array(0), Buffer.from('text'), png]) {
      await t.throwsAsync(decode(file), { message: 'it is not a JPEG' });
    }
    for (const file of [whole.subarray(0, 3), whole.subarray(0, whole.length / 2)]) {
      await t.throwsAsync(decode(file));
    }
  }
  // No checksum has such a hole.
  await t.throwsAsync((await jpegDecoder({ checked: false }))(holed), { message: /premature end/ });
});
