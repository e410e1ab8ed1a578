/**
 * This library's side of `bench/ot.ts`, in a process of its own.
 *
 * `node build/bench/ot-worker.js` answers one line of JSON for every line that it reads; `ot_pot.py` speaks the same:
 *
 * - at start it says {"versions"}, what it runs on but for Node;
 * - {"task", "folder"} reads the points of a problem, solves it, and stays ready: {"value"};
 * - {"steps": n, "seconds": s} solves it up to n times, and not again after s: {"ms": […]}. Where a solution takes less
 *   than a clock can measure, each of them is a mean of several.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Matrix } from '../lib/base/matrix.js';
import { pointCost } from '../lib/ot/geometry/cost.js';
import { wasserstein1dPower } from '../lib/ot/line/one-dimensional.js';
import { sinkhorn } from '../lib/ot/entropic/sinkhorn.js';
import { slicedWasserstein } from '../lib/ot/line/sliced.js';
import { solveSample } from '../lib/ot/solve.js';
import type { Task } from './ot-tasks.js';

type Request =
  { readonly task: Task; readonly folder: string } | { readonly steps: number; readonly seconds: number };

/** Solves the problem and returns its value. */
type Solve = () => number;

function read(folder: string, name: string): Float64Array {
  const bytes = readFileSync(join(folder, `${name}.f64`));
  return new Float64Array(Uint8Array.from(bytes).buffer);
}

/** A solver of a task: from points, costs included. */
function prepare(task: Task, folder: string): Solve {
  const { n, d } = task;
  const points = (name: string): Matrix => ({ data: read(folder, name), shape: [n, d] });
  const [x, y] = [points('x'), points('y')];
  switch (task.kind) {
    case 'exact': {
      if (!task.weighted) return () => solveSample(x, y).value;
      const [a, b] = [read(folder, 'a'), read(folder, 'b')];
      return () => solveSample(x, y, { a, b }).value;
    }
    case 'sinkhorn': {
      const options = {
        epsilon: task.epsilon,
        scaling: 1,
        maxIterations: task.iterations,
        tolerance: 0,
      };
      return () => {
        const found = sinkhorn(pointCost(x, y, { kind: 'squared-euclidean' }), options);
        if (found.iterations !== task.iterations) {
          throw new Error(`ot-worker: ${found.iterations} iterations instead of ${task.iterations}`);
        }
        return found.transportCost;
      };
    }
    case 'line':
      return () => wasserstein1dPower(x.data, y.data, { p: task.p });
    case 'sliced': {
      const directions: Matrix = { data: read(folder, 'directions'), shape: [task.projections, d] };
      return () => slicedWasserstein(x, y, { p: task.p, directions }).value;
    }
    default:
      throw new TypeError(`ot-worker: unknown task ${JSON.stringify(task satisfies never)}`);
  }
}

/** Milliseconds a call, over so many calls. */
function timed(solve: Solve, calls: number): number {
  const begin = performance.now();
  for (let k = 0; k < calls; k++) solve();
  return (performance.now() - begin) / calls;
}

/** So many calls make a step that a clock can measure. */
const callsFor = (ms: number): number => Math.max(1, Math.ceil(10 / Math.max(ms, 1e-3)));

let solve: Solve = () => NaN;
let calls = 1;

function answer(request: Request): object {
  if ('task' in request) {
    solve = prepare(request.task, request.folder);
    const begin = performance.now();
    const value = solve();
    let ms = performance.now() - begin;
    if (ms < 100) ms = Math.min(...Array.from({ length: 5 }, () => timed(solve, 1)));
    calls = callsFor(ms);
    return { value };
  }
  const ms: number[] = [];
  const end = performance.now() + 1000 * request.seconds;
  while (ms.length < request.steps && (ms.length === 0 || performance.now() < end)) {
    ms.push(timed(solve, calls));
  }
  return { ms };
}

const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
say({ versions: {} });
for await (const line of createInterface({ input: process.stdin })) say(answer(JSON.parse(line) as Request));
