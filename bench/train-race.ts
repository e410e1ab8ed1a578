import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Entrant, type Pace, type Racer, race, type Times } from './race.js';
import { label, startAll, type Started } from './train-entrants.js';
import type { Layout } from './train-layout.js';
import { type Row, rowsOf } from './train-report.js';

/** What a race of one layout gave. */
export interface Raced {
  readonly started: Omit<Started, 'racers' | 'late'>;
  readonly times: readonly Times[];
  readonly rows: readonly Row[];
}

/** How a layout is raced, and by whom. */
export interface RaceOptions {
  readonly pace: Pace;
  /** A Python with PyTorch, or undefined to race without. */
  readonly python: string | undefined;
  /** Whether a system takes part; by default all do. */
  readonly takesPart?: (entrant: Entrant) => boolean;
}

/**
 * Races the training step of one layout, turn by turn, and prints how it goes.
 * @throws Error where a system does another step than the first, or fails
 */
export async function raceLayout(layout: Layout, { pace, python, takesPart }: RaceOptions): Promise<Raced> {
  const folder = mkdtempSync(join(tmpdir(), 'wae-bench-'));
  const say = (line: string): void => console.log(`${label(layout)}: ${line}`);
  let racers: readonly Racer[] = [];
  try {
    const started = await startAll(layout, { start: join(folder, 'start.safetensors'), python, takesPart });
    racers = started.racers;
    const times = [...(await race(racers, pace, say)), ...started.late];
    const rows = rowsOf(times, layout);
    rows.forEach(({ system, precision, imagesPerSecond }) =>
      say(`${system}, ${precision}: ${imagesPerSecond} images/s`),
    );
    return { started, times, rows };
  } finally {
    racers.forEach(racer => racer.end());
    rmSync(folder, { recursive: true, force: true });
  }
}
