import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Rng } from '../lib/base/random.js';

interface Sized {
  /** Points on either side, of `d` coordinates. */
  readonly n: number;
  readonly d: number;
}

/** A problem that both systems solve; x is normal, y normal about ½ in every coordinate. */
export type Task = Sized &
  (
    | { readonly kind: 'exact'; readonly weighted: boolean }
    | { readonly kind: 'sinkhorn'; readonly epsilon: number; readonly iterations: number }
    | { readonly kind: 'line'; readonly p: number; readonly rival: 'wasserstein_1d' | 'emd2_1d' }
    | { readonly kind: 'sliced'; readonly p: number; readonly projections: number }
  );

/** What a task is called in the report, without its size. */
export function taskName(task: Task): string {
  switch (task.kind) {
    case 'exact':
      return `exact, ${task.weighted ? 'weighted' : 'uniform'}, R^${task.d}`;
    case 'sinkhorn':
      return `log-domain Sinkhorn, ${task.iterations} iterations, R^${task.d}`;
    case 'line':
      return `one-dimensional, p = ${task.p}, against ${task.rival}`;
    case 'sliced':
      return `sliced, p = ${task.p}, R^${task.d}, ${task.projections} projections`;
    default:
      throw new TypeError(`taskName: unknown task ${JSON.stringify(task satisfies never)}`);
  }
}

/** The largest ratio to POT's time that a task may need, where it has a mark. */
export function markOf(task: Task): number | undefined {
  switch (task.kind) {
    case 'exact':
      if (task.weighted) return 0.8;
      return task.n === 1000 || task.n === 2000 ? 1 : undefined;
    case 'sinkhorn':
      return task.n >= 1000 ? 0.1 : undefined;
    case 'line':
      return task.n === 100_000 ? 1 : undefined;
    case 'sliced':
      return task.n === 10_000 ? 1 : undefined;
    default:
      throw new TypeError(`markOf: unknown task ${JSON.stringify(task satisfies never)}`);
  }
}

/** Largest relative difference that passes for the same value. */
export function toleranceOf(task: Task): number {
  // POT begins the iteration with the other potential: values after so many steps differ while they converge.
  if (task.kind === 'sinkhorn') return task.iterations < 100 ? 1e-2 : 1e-4;
  return 1e-9;
}

const sizes = [250, 500, 1000, 2000, 4000];
const EPSILON = 1;

/** The problems of a run, smaller and fewer where it is a smoke run. */
export function tasksOf(quick: boolean): readonly Task[] {
  const growth = quick ? [50, 100] : sizes;
  const exact = (weighted: boolean) => growth.map((n): Task => ({ kind: 'exact', weighted, n, d: 8 }));
  const sinkhorn = (n: number, iterations: number): Task => ({
    kind: 'sinkhorn',
    n,
    d: 8,
    epsilon: EPSILON,
    iterations,
  });
  const line = (n: number, rival: 'wasserstein_1d' | 'emd2_1d'): Task => ({
    kind: 'line',
    n,
    d: 1,
    p: 2,
    rival,
  });
  const many = quick ? 1000 : 100_000;
  return [
    ...exact(true),
    ...exact(false),
    sinkhorn(quick ? 100 : 1000, 100),
    ...growth.map(n => sinkhorn(n, 10)),
    line(many, 'wasserstein_1d'),
    line(many, 'emd2_1d'),
    ...growth.map(n => line(n, 'wasserstein_1d')),
    { kind: 'sliced', n: quick ? 200 : 10_000, d: 8, p: 2, projections: quick ? 10 : 100 },
  ];
}

/** Writes the points, weights and directions of a task as little-endian float64, for both systems to read. */
export function writeTask(task: Task, folder: string): void {
  const { n, d } = task;
  const rng = Rng.fromSeed(1).split('bench/ot', n);
  const write = (name: string, length: number, draw: () => number): void =>
    writeFileSync(join(folder, `${name}.f64`), Float64Array.from({ length }, draw));
  write('x', n * d, () => rng.normal());
  write('y', n * d, () => rng.normal() + 0.5);
  for (const name of ['a', 'b']) {
    const weighted = task.kind === 'exact' && task.weighted;
    const weights = Array.from({ length: n }, () => (weighted ? rng.between(0.5, 1.5) : 1));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    let k = 0;
    write(name, n, () => weights[k++]! / sum);
  }
  if (task.kind === 'sliced') {
    const directions = Array.from({ length: task.projections }, () => {
      const direction = Array.from({ length: d }, () => rng.normal());
      const length = Math.hypot(...direction);
      return direction.map(entry => entry / length);
    }).flat();
    let k = 0;
    write('directions', directions.length, () => directions[k++]!);
  }
}
