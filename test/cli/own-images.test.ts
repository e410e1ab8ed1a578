import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { wae } from '../support/run-wae.js';
import { idxBytes } from '../support/idx-file.js';
import { plainPicture, writeTree } from '../support/image-files.js';
import { npyBytes } from '../support/npy-file.js';
import { slow as test } from '../support/slow.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { zipBytes } from '../support/zip-file.js';

/** `count` images of `side` pixels with `channels`: bars of class i % 3, brighter from image to image. */
function bars(count: number, side: number, channels = 1): Uint8Array {
  return Uint8Array.from({ length: count * side * side * channels }, (_, k) => {
    const [i, x] = [Math.floor(k / (side * side * channels)), Math.floor(k / channels) % side];
    return Math.floor((3 * x) / side) === i % 3 ? 128 + (i % 128) : 0;
  });
}

const labels = (count: number): Uint8Array => Uint8Array.from({ length: count }, (_, i) => i % 3);

/** Trains one epoch of the least model, measures it again, and makes its page; gives `data` of config.json. */
async function endToEnd(
  t: ExecutionContext,
  directory: string,
  ...flags: readonly string[]
): Promise<unknown> {
  const out = join(await temporaryFolder(t), 'run');
  const given = ['--data', directory];
  const size = ['--width', '2', '--latent', '2', '--epochs', '1', '--batch', '20', '--out', out];
  // The encoder's pre-training takes longer than the epoch.
  const brief = ['--set', 'training.pretraining.maxSteps=2'];
  const trained = await wae('train', 'images', '--model', 'wae-mmd', ...given, ...size, ...brief, ...flags);
  t.is(trained.code, 0, trained.said);
  const evaluated = await wae('evaluate', out, ...given);
  t.is(evaluated.code, 0, evaluated.said);
  const metrics = JSON.parse(readFileSync(join(out, 'metrics.json'), 'utf8')) as Record<string, unknown>;
  t.is(metrics['experiment'], 'images');
  t.regex(JSON.stringify(metrics['frechet']), /means of blocks of pixels/);
  const page = join(out, 'explorer.html');
  const explored = await wae('explore', out, ...given);
  t.is(explored.code, 0, explored.said);
  t.true(existsSync(page) && existsSync(join(out, 'figures', 'figure.png')));
  const { data } = JSON.parse(readFileSync(join(out, 'config.json'), 'utf8')) as { data: unknown };
  return data;
}

test.serial(
  'Fashion-MNIST’s idx files: train, evaluate, explore; config.json says what they are',
  async t => {
    const directory = join(await temporaryFolder(t), 'FashionMNIST');
    writeTree(join(directory, 'raw'), {
      'train-images-idx3-ubyte': idxBytes([40, 28, 28], bars(40, 28)),
      'train-labels-idx1-ubyte': idxBytes([40], labels(40)),
      't10k-images-idx3-ubyte': idxBytes([60, 28, 28], bars(60, 28)),
      't10k-labels-idx1-ubyte': idxBytes([60], labels(60)),
    });
    t.deepEqual(await endToEnd(t, directory), {
      name: 'images',
      title: 'FashionMNIST',
      format: 'idx',
      size: 28,
      channels: 1,
      fit: 'cover',
      filter: 'lanczos3',
      split: { kind: 'given' },
      classes: ['0', '1', '2'],
    });
  },
);

test.serial('a folder of 200 PNGs: train, evaluate, explore; config.json says what they are', async t => {
  const directory = join(await temporaryFolder(t), 'squares');
  const files: Record<string, Uint8Array> = {};
  for (let i = 0; i < 200; i++) {
    const colour = [i, 255 - i, 90] as const;
    files[`${i % 2 === 0 ? 'a' : 'b'}/${i}.png`] = await plainPicture({ width: 40 + (i % 7), colour });
  }
  writeTree(directory, files);
  t.deepEqual(await endToEnd(t, directory, '--size', '32', '--fit', 'fill', '--title', 'plain'), {
    name: 'images',
    title: 'plain',
    format: 'pictures',
    size: 32,
    channels: 3,
    fit: 'fill',
    filter: 'lanczos3',
    split: { kind: 'drawn', test: 60, seed: 0 },
    classes: ['a', 'b'],
  });
});

test.serial(
  'an .npz of colours without labels: train, evaluate, explore; config.json says what it is',
  async t => {
    const file = join(await temporaryFolder(t), 'bars.npz');
    const array = npyBytes('|u1', [100, 16, 16, 3], bars(100, 16, 3));
    writeTree(join(file, '..'), {
      'bars.npz': zipBytes([{ name: 'images.npy', bytes: array, deflated: true }]),
    });
    t.deepEqual(await endToEnd(t, file), {
      name: 'images',
      title: 'bars',
      format: 'arrays',
      size: 16,
      channels: 3,
      fit: 'cover',
      filter: 'lanczos3',
      split: { kind: 'drawn', test: 60, seed: 0 },
      classes: [],
    });
  },
);
