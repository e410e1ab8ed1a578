/**
 * One metric on features from two files, in a process of its own: prints one line of JSON.
 *
 *     node build/bench/metrics-worker.js <frechet|neighbours> <folder> <n> <d>
 *
 * `folder` holds `real.f32` and `generated.f32`, [n, d] little-endian. Reading them is not timed.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadBackend } from '../lib/engine/backend.js';
import type { Features } from '../lib/metrics/samples/features.js';
import { frechetDistance } from '../lib/metrics/samples/frechet.js';
import { precisionRecall } from '../lib/metrics/samples/precision-recall.js';
import { Rng } from '../lib/base/random.js';

const [metric, folder = '', n, d] = process.argv.slice(2);

function read(name: string): Features {
  const bytes = readFileSync(join(folder, `${name}.f32`));
  return {
    data: new Float32Array(bytes.buffer, bytes.byteOffset, Number(n) * Number(d)),
    shape: [Number(n), Number(d)],
  };
}

function measure(real: Features, generated: Features): Record<string, number> {
  if (metric === 'frechet') return { frechet: frechetDistance(real, generated) };
  const { precision, recall, density, coverage } = precisionRecall(real, generated, { rng: Rng.fromSeed(1) });
  return {
    precision: precision.value,
    recall: recall.value,
    density: density.value,
    coverage: coverage.value,
  };
}

const backend = await loadBackend();
const [real, generated] = [read('real'), read('generated')];
const before = process.cpuUsage();
const started = performance.now();
const values = measure(real, generated);
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(before);
console.log(
  JSON.stringify({
    values,
    seconds,
    cpuSeconds: (user + system) / 1e6,
    peakMiB: process.resourceUsage().maxRSS / 1024,
    versions: { [backend.name]: backend.version },
  }),
);
