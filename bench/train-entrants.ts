import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { repositoryRoot } from '../lib/node/data-folders.js';
import { describeMachine } from './machine.js';
import { type Entrant, type Greeting, Racer, type Times, TooSlowError } from './race.js';
import type { Layout } from './train-layout.js';
import { names } from './train-report.js';

const here = dirname(fileURLToPath(import.meta.url));
const root = repositoryRoot();

/** Threads that every system gets: TensorFlow takes one a core by itself, PyTorch is told. */
export const threads: number = availableParallelism();

/** The precisions that are raced. */
export const precisions = ['float32', 'bfloat16'] as const;

/** Seconds for a system to start, and as many again to compile and run its first steps. */
function startLimit({ system, precision }: Entrant): number {
  // Where the processor has no bfloat16, a step may take minutes: not worth the wait.
  const native = describeMachine().flags.some(flag => flag.endsWith('_bf16'));
  return precision === 'float32' || native || system === names.torchCompile ? 300 : 100;
}

/** Largest relative difference of a loss from the compiled float32 step's that passes for the same step. */
const tolerance = { float32: 1e-3, bfloat16: 2e-2 } as const;

function entrants({ experiment, width }: Layout, start: string, python: string | undefined): Entrant[] {
  const own = (system: string, worker: string, precision: Entrant['precision']): Entrant => ({
    system,
    precision,
    command: process.execPath,
    args: [
      join(here, 'train-worker.js'),
      '--system',
      worker,
      '--precision',
      precision,
      '--experiment',
      experiment,
      '--width',
      `${width}`,
    ],
  });
  const torch = (system: string, precision: Entrant['precision'], extra: readonly string[]): Entrant => ({
    system,
    precision,
    command: python ?? '',
    args: [
      join(root, 'bench', 'train_pytorch.py'),
      ...extra,
      '--start',
      start,
      '--precision',
      precision,
      '--threads',
      `${threads}`,
    ],
    environment: { TORCHINDUCTOR_CACHE_DIR: join(root, '.bench', 'inductor') },
  });
  return [
    ...precisions.map(precision => own(names.compiled, 'compiled', precision)),
    own(names.eager, 'eager', 'float32'),
    own(names.layers, 'layers', 'float32'),
    ...(python === undefined
      ? []
      : precisions.flatMap(precision => [
          torch(names.torch, precision, []),
          torch(names.torchCompile, precision, ['--compile']),
        ])),
  ];
}

/** The systems of one layout, ready to race. */
export interface Started {
  readonly racers: readonly Racer[];
  /** Systems that did not get through their first steps in time. */
  readonly late: readonly Times[];
  readonly parameters: number;
  readonly versions: Greeting['versions'];
  readonly lossDifference: Readonly<Record<string, number>>;
}

/** Which systems start. */
export interface Field {
  /** Where the first system writes layout, weights and batch for the others. */
  readonly start: string;
  /** A Python with PyTorch, or undefined to race without. */
  readonly python: string | undefined;
  /** Whether a system takes part; by default all do. The compiled float32 step does in any case. */
  readonly takesPart?: ((entrant: Entrant) => boolean) | undefined;
}

/** How a layout is called in a line on the terminal. */
export const label = ({ experiment, width }: Layout): string =>
  experiment === 'digits' ? `W = ${width}` : `${experiment}, W = ${width}`;

/**
 * Starts the systems of one layout one by one, and checks that they do the same step: as many parameters, and from the
 * same weights on the same batch the same losses.
 * @throws Error where one does another step, or fails
 */
export async function startAll(layout: Layout, field: Field): Promise<Started> {
  const { start, python, takesPart = () => true } = field;
  const [first, ...others] = entrants(layout, start, python);
  const racers: Racer[] = [];
  const late: Times[] = [];
  const versions: Record<string, string | boolean> = {};
  const lossDifference: Record<string, number> = {};
  let reference: { parameters: number; losses: readonly number[] } | undefined;
  for (const entrant of first === undefined ? [] : [first, ...others.filter(takesPart)]) {
    const { system, precision } = entrant;
    const racer = new Racer(entrant);
    const limit = startLimit(entrant);
    let greeted = false;
    try {
      const greeting = await racer.hear<Greeting>(limit);
      greeted = true;
      Object.assign(versions, greeting.versions);
      if (reference === undefined) await racer.ask({ export: start }, limit);
      const check = precision === 'float32' ? 3 : 1;
      const { losses } = await racer.ask<{ losses: readonly number[] }>({ check }, limit);
      reference ??= { parameters: greeting.parameters, losses };
      const difference = Math.max(
        ...losses.map((loss, i) => Math.abs(loss / (reference?.losses[i] ?? NaN) - 1)),
      );
      const summary = `${greeting.parameters} parameters, first losses ${losses.map(loss => loss.toFixed(4)).join(' ')}`;
      console.log(`${label(layout)}, ${system}, ${precision}: ${summary}`);
      if (greeting.parameters !== reference.parameters || !(difference <= tolerance[precision])) {
        throw new Error(
          `${system}, ${precision} is not the same step: ${summary}; compiled: ${JSON.stringify(reference)}`,
        );
      }
      lossDifference[precision] = Math.max(lossDifference[precision] ?? 0, Number(difference.toPrecision(2)));
      racers.push(racer);
    } catch (error) {
      racer.end();
      if (!(error instanceof TooSlowError) || reference === undefined) {
        racers.forEach(other => other.end());
        throw error;
      }
      console.log(`${label(layout)}: ${error.message}; it does not take part`);
      // Without a compiler in the way, a first step that did not end says how slow steps are at least.
      const bounds = greeted && precision === 'bfloat16' && system !== names.torchCompile;
      late.push({ entrant, rounds: [], ...(bounds ? { gaveUpAfter: limit } : { notReadyAfter: limit }) });
    }
  }
  return { racers, late, parameters: reference?.parameters ?? 0, versions, lossDifference };
}
