import type { Pace } from './race.js';
import { threads } from './train-entrants.js';
import { type Layout, standardLayout } from './train-layout.js';
import { raceLayout } from './train-race.js';
import { list, names, type Ratio, ratiosOf, ratiosTable, type Row, rowsTable } from './train-report.js';

/** What the race gave: `step` of `celeba.json`. */
export interface FaceStep {
  readonly threads: number;
  readonly layout: Layout;
  /** Trained numbers, the same in all systems. */
  readonly parameters: number;
  readonly versions: Readonly<Record<string, string | boolean>>;
  /** Largest relative difference of the first losses from the compiled step's. */
  readonly lossDifference: number;
  readonly results: readonly Row[];
  readonly ratios: readonly Ratio[];
}

/** W: the `standard` preset's. */
const WIDTH = 16;

/** A turn is some ten steps on two quiet cores. */
const PACE: Pace = { rounds: 6, steps: 20, seconds: 8, limit: 60 };
const QUICK: Pace = { rounds: 2, steps: 2, seconds: 5, limit: 60 };

/**
 * Races the float32 step of a WAE-MMD on 64 × 64 faces: compiled, and in PyTorch.
 * @throws Error where a system does another step than the compiled one, or fails
 */
export async function raceFaceStep(options: {
  readonly quick: boolean;
  /** A Python with PyTorch, or undefined to race without. */
  readonly python: string | undefined;
}): Promise<FaceStep> {
  const layout = standardLayout('faces', WIDTH);
  const { started, times, rows } = await raceLayout(layout, {
    pace: options.quick ? QUICK : PACE,
    python: options.python,
    takesPart: ({ system, precision }) =>
      precision === 'float32' && (system === names.torch || system === names.torchCompile),
  });
  return {
    threads,
    layout,
    parameters: started.parameters,
    versions: started.versions,
    lossDifference: started.lossDifference['float32'] ?? 0,
    results: rows,
    ratios: ratiosOf(times, WIDTH, { [names.torchCompile]: 1, [names.torch]: null }),
  };
}

/** The race's part of the section in bench/README.md. */
export function formatFaceStep(step: FaceStep): string {
  const { image, kernelSize, encoderFilters, decoderFilters, latent, kernelConstants, batch } = step.layout;
  return `One training step of a WAE-MMD, the \`standard\` layout for faces (encoder ${encoderFilters.join(', ')}; decoder ${decoderFilters.join(', ')}; ${kernelSize}×${kernelSize} kernels; ${latent} coordinates; IMQ over ${kernelConstants.length} scales; Adam), float32, ${batch} procedural faces of ${image.join('×')}; ${step.parameters} parameters in all systems, ${step.threads} threads each. ${list(step.versions)}. All start from the same weights; the losses of the first steps on one batch differ from the compiled step's by at most ${step.lossDifference} (relative). Noise is drawn outside the timed step. Systems take turns; medians over all timed steps, ratios as medians over the rounds.

${rowsTable(step.results)}

${ratiosTable(step.ratios)}`;
}
