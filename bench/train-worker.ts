/**
 * One TypeScript system of `bench/train.ts` in a process of its own.
 *
 * `node build/bench/train-worker.js --system compiled|eager|layers --precision float32 --experiment digits --width 32`
 * answers one line of JSON for every line that it reads; `train_pytorch.py` speaks the same:
 *
 * - at start it says {"parameters", "versions"};
 * - {"export": path} writes layout, weights and batch for systems in other languages: {"exported": path};
 * - {"check": n} runs n steps on the first noise: {"losses": […]}, each before its update;
 * - {"steps": n, "seconds": s} runs up to n steps with fresh noise, and no more after s: {"ms": […], "loss"}.
 */
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { loadBackend } from '../lib/engine/index.js';
import { layersSystem } from './train-layers.js';
import { exportStart, makeStart, ownSystem, type Start, type System } from './train-system.js';

type Request =
  | { readonly export: string }
  | { readonly check: number }
  | { readonly steps: number; readonly seconds: number };

function makeSystem(start: Start, name: string, precision: string): System {
  const low = precision === 'bfloat16' ? 'bfloat16' : 'float32';
  switch (name) {
    case 'compiled':
    case 'eager':
      return ownSystem(start, name, low);
    case 'layers':
      return layersSystem(start);
    default:
      throw new RangeError(
        `train-worker: expected \`--system\` to be compiled, eager or layers, got ${name}`,
      );
  }
}

function answer(request: Request, system: System, start: Start, count: { steps: number }): object {
  if ('export' in request) {
    exportStart(start, request.export);
    return { exported: request.export };
  }
  if ('check' in request) {
    return { losses: Array.from({ length: request.check }, () => system.step(start.noise(0)).loss) };
  }
  const ms: number[] = [];
  let loss = NaN;
  const end = performance.now() + 1000 * request.seconds;
  while (ms.length < request.steps && (ms.length === 0 || performance.now() < end)) {
    const done = system.step(start.noise(++count.steps));
    ms.push(done.ms);
    loss = done.loss;
  }
  return { ms, loss };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      system: { type: 'string', default: 'compiled' },
      precision: { type: 'string', default: 'float32' },
      experiment: { type: 'string', default: 'digits' },
      width: { type: 'string', default: '32' },
    },
  });
  const backend = await loadBackend();
  const experiment = values.experiment === 'faces' ? 'faces' : 'digits';
  const start = await makeStart(experiment, Number(values.width));
  const system = makeSystem(start, values.system, values.precision);
  const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
  say({
    parameters: system.parameters,
    versions: { tfjs: tf.version['tfjs'], [backend.name]: backend.version, gpu: backend.gpu },
  });
  const count = { steps: 0 };
  for await (const line of createInterface({ input: process.stdin })) {
    say(answer(JSON.parse(line) as Request, system, start, count));
  }
}

await main();
