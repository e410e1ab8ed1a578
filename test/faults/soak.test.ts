import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { Rng } from '../../lib/base/random.js';
import { loadBackend } from '../../lib/engine/index.js';
import { RunFolder } from '../../lib/experiments/run/run-folder.js';
import { trainRun } from '../../lib/experiments/run/train-run.js';
import { packExplorer } from '../../lib/explorer/pack.js';
import { trainingCurves } from '../../lib/figures/curves.js';
import { saveFigure } from '../../lib/figures/plotly/save.js';
import { sinkhornDivergence, solveSample } from '../../lib/ot/index.js';
import { slow as test } from '../support/slow.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { tinyConfig, tinyData } from '../support/tiny-models.js';
import { everything } from '../support/whole-faults.js';

/** How long, minutes: an hour, or what WAE_SOAK_MINUTES says; a part takes some rounds. */
const minutes = Number(process.env['WAE_SOAK_MINUTES'] ?? (everything ? 60 : 0));

/** Files and sockets that the process holds open. */
const handles = (): number => readdirSync('/proc/self/fd').length;

test.serial(
  'an hour of training, solving, drawing and exploring: memory, handles and tensors stay',
  async t => {
    t.timeout((minutes + 10) * 60_000);
    await loadBackend();
    const folder = await temporaryFolder(t);
    const data = tinyData();
    const kinds = ['vae', 'wae-mmd', 'wae-gan'] as const;
    const round = async (k: number): Promise<void> => {
      const path = join(folder, 'run');
      rmSync(path, { recursive: true, force: true });
      const run = RunFolder.create(path, tinyConfig(kinds[k % kinds.length]!, { epochs: 1 }));
      await trainRun(run, data);
      const rng = Rng.fromSeed(k);
      const points = (): number[][] => Array.from({ length: 60 }, () => [rng.normal(), rng.normal()]);
      solveSample(points(), points());
      sinkhornDivergence(points(), points(), { epsilon: 0.1 });
      const curves = { name: 'run', colour: '#000000', history: run.readHistory() };
      await saveFigure(trainingCurves([curves]), join(folder, 'curves'));
      await packExplorer([run], data);
    };
    const start = performance.now();
    const look = (): { readonly rss: number; readonly tensors: number; readonly open: number } => ({
      rss: process.memoryUsage.rss() / 2 ** 20,
      tensors: tf.memory().numTensors,
      open: handles(),
    });
    // What is made once is there after a twelfth of the time: five minutes of an hour.
    let k = 0;
    const roundsUntil = async (share: number): Promise<void> => {
      const least = k + 3;
      while (k < least || performance.now() - start < share * minutes * 60_000) await round(k++);
    };
    await roundsUntil(1 / 12);
    const before = look();
    await roundsUntil(1);
    const after = look();
    t.log(`${k} rounds in ${((performance.now() - start) / 60_000).toFixed(1)} minutes`, before, after);
    t.is(after.tensors, before.tensors);
    t.is(after.open, before.open);
    if (minutes >= 10) t.true(after.rss < 1.05 * before.rss);
  },
);
