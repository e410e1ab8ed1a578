import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { UserError } from '../../lib/base/errors.js';
import { Rng } from '../../lib/base/random.js';
import { readCheckpoint } from '../../lib/engine/checkpoint.js';
import { loadBackend } from '../../lib/engine/index.js';
import { readFilm } from '../../lib/experiments/run/film-file.js';
import { findManifest } from '../../lib/experiments/run/manifest.js';
import { RunFolder } from '../../lib/experiments/run/run-folder.js';
import { trainRun } from '../../lib/experiments/run/train-run.js';
import { readMetrics } from '../../lib/experiments/measure/metrics-file.js';
import { measuredRun } from '../support/measured-runs.js';
import { slow as test } from '../support/slow.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { tinyConfig, tinyData } from '../support/tiny-models.js';
import { everything } from '../support/whole-faults.js';

/** Texts that take a number's or a name's place. */
const texts = [
  'null',
  '-1',
  '1e999',
  '1e9',
  '0.5',
  '"x"',
  '[]',
  '{}',
  'true',
  '""',
  '\u0000',
  '9007199254740993',
];

/** A file with one to three changes: a bit, a piece that is cut, doubled or moved, its end, or a number in its text. */
function mutate(bytes: Buffer, rng: Rng): Buffer {
  let changed: Buffer = Buffer.from(bytes);
  for (let k = rng.integer(3); k >= 0; k--) changed = mutateOnce(changed, rng);
  return changed;
}

function mutateOnce(bytes: Buffer, rng: Rng): Buffer {
  if (bytes.length === 0) return Buffer.from([rng.integer(256)]);
  const at = rng.integer(bytes.length);
  const length = Math.min(1 + rng.integer(16), bytes.length - at);
  const [before, piece, after] = [
    bytes.subarray(0, at),
    bytes.subarray(at, at + length),
    bytes.subarray(at + length),
  ];
  switch (rng.integer(7)) {
    case 0: {
      const flipped = Buffer.from(bytes);
      flipped[at] = flipped[at]! ^ (1 << rng.integer(8));
      return flipped;
    }
    case 1:
      return Buffer.concat([before, after]);
    case 2:
      return Buffer.concat([before, piece, piece, after]);
    case 3:
      return before;
    case 4:
      return Buffer.concat([after, piece, before]);
    case 5:
      return Buffer.concat([before, Buffer.from(texts[rng.integer(texts.length)]!), after]);
    default: {
      // The first number after the place.
      const text = bytes.toString('latin1');
      const found = /-?\d+(?:\.\d+)?(?:e-?\d+)?/.exec(text.slice(at));
      if (found === null) return before;
      const from = at + found.index;
      const other = texts[rng.integer(texts.length)]!;
      return Buffer.from(text.slice(0, from) + other + text.slice(from + found[0].length), 'latin1');
    }
  }
}

test.serial(
  'a mutated file is read or refused in one sentence, soon, and with a checksum never read as another',
  async t => {
    t.timeout(everything ? 3_600_000 : 300_000);
    await loadBackend();
    const folder = await temporaryFolder(t);
    const run = RunFolder.create(join(folder, 'run'), tinyConfig('wae-gan', { epochs: 1 }));
    await trainRun(run, tinyData());
    const measured = measuredRun(join(folder, 'measured'), tinyConfig('vae'));
    const readers: readonly (readonly [string, () => unknown, 'checksum' | 'plain'])[] = [
      [run.checkpointPath, () => readCheckpoint(run.checkpointPath).tensors, 'checksum'],
      [run.checkpointPath, () => readCheckpoint(run.checkpointPath).metadata, 'checksum'],
      [run.filmPath, () => readFilm(run.filmPath), 'checksum'],
      [run.historyPath, () => run.readHistory(), 'plain'],
      [run.file('config.json'), () => RunFolder.open(run.path).config, 'plain'],
      [run.file('manifest.json'), () => findManifest(run), 'plain'],
      [measured.file('metrics.json'), () => readMetrics(measured), 'plain'],
    ];
    const each = everything ? 15_000 : 200;
    let [refused, slowest] = [0, 0];
    for (const [path, readIt, kind] of readers) {
      const whole = readFileSync(path);
      const meant = readIt();
      const rng = Rng.fromSeed(21).split(path.slice(folder.length));
      for (let k = 0; k < each; k++) {
        const bytes = mutate(whole, rng.split('mutation', k));
        writeFileSync(path, bytes);
        const start = performance.now();
        try {
          const found = readIt();
          if (kind === 'checksum' && !isDeepStrictEqual(found, meant)) {
            t.fail(`mutation ${k} of ${path} was read as something else`);
          }
        } catch (error) {
          refused++;
          if (!(error instanceof UserError) || /\n/.test(error.message)) {
            t.fail(`mutation ${k} of ${path}: ${String((error as Error).stack)}`);
            break;
          }
        }
        slowest = Math.max(slowest, performance.now() - start);
      }
      writeFileSync(path, whole);
    }
    t.log(`${readers.length * each} mutations, ${refused} refused, the slowest ${slowest.toFixed(0)} ms`);
    t.true(refused > 0 && slowest < 5000);
  },
);
