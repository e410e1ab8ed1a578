/**
 * Learning-rate and λ schedules of the released code, as pure functions of their state.
 * @see tolstikhin:18, released `wae.py`, `train`
 */

/** The plateau rule's numbers; those of the released code are in `RELEASED_PLATEAU`. */
export interface PlateauSchedule {
  readonly kind: 'plateau';
  /** Epochs (from 0) before this one change nothing. */
  readonly startEpoch: number;
  /** A step makes progress when its loss is below every loss of the last `window` epochs. */
  readonly window: number;
  /** More than this many epochs' worth of steps without progress lower the factor. */
  readonly patience: number;
  /** What the factor is divided by. */
  readonly divisor: number;
  /** The factor never goes below this. */
  readonly floor: number;
}

/**
 * What multiplies the learning rate in epoch e (from 0) of E:
 *
 * - `constant`: 1;
 * - `manual`: the product of the factors whose epoch is ≤ e;
 * - `manual-smooth`: 100^(−(e+1)/E), already lowered in the first epoch, as in the released code;
 * - `exponential`: 10^(−e/period);
 * - `plateau`: the factor of a `PlateauState`, which changes between steps.
 */
export type LearningRateSchedule =
  | { readonly kind: 'constant' }
  | { readonly kind: 'manual'; readonly at: readonly (readonly [epoch: number, factor: number])[] }
  | { readonly kind: 'manual-smooth' }
  | { readonly kind: 'exponential'; readonly period: number }
  | PlateauSchedule;

/** The released code's `manual`: halved at epoch 30, divided by 5 at 50 and by 10 at 100. */
export const RELEASED_MANUAL: LearningRateSchedule & { readonly kind: 'manual' } = {
  kind: 'manual',
  at: [
    [30, 1 / 2],
    [50, 1 / 5],
    [100, 1 / 10],
  ],
};

/**
 * The released code's `plateau`. Its comment speaks of "no significant progress in the last 10 epochs"; the code, as
 * here, compares each step's loss with the minimum over 20 epochs of steps and waits for 10 epochs of steps.
 */
export const RELEASED_PLATEAU: PlateauSchedule = {
  kind: 'plateau',
  startEpoch: 30,
  window: 20,
  patience: 10,
  divisor: 1.4,
  floor: 1e-6,
};

/**
 * The factor on the learning rate in one epoch.
 * @param epoch from 0
 * @param epochs of the whole run, ≥ 1
 * @param state of the plateau rule; required for `plateau`
 * @throws RangeError for epochs that are not integers in range, or a period that is not > 0
 * @throws TypeError for `plateau` without its state, or an unknown kind
 */
export function learningRateFactor(
  schedule: LearningRateSchedule,
  epoch: number,
  epochs: number,
  state?: PlateauState,
): number {
  if (!Number.isInteger(epochs) || epochs < 1) {
    throw new RangeError(`learningRateFactor: expected \`epochs\` to be an integer ≥ 1, got ${epochs}`);
  }
  if (!Number.isInteger(epoch) || epoch < 0) {
    throw new RangeError(`learningRateFactor: expected \`epoch\` to be an integer ≥ 0, got ${epoch}`);
  }
  switch (schedule.kind) {
    case 'constant':
      return 1;
    case 'manual':
      return schedule.at.reduce((product, [from, factor]) => (epoch >= from ? product * factor : product), 1);
    case 'manual-smooth':
      return 100 ** (-(epoch + 1) / epochs);
    case 'exponential':
      if (!(schedule.period > 0)) {
        throw new RangeError(`learningRateFactor: expected \`period\` to be > 0, got ${schedule.period}`);
      }
      return 10 ** (-epoch / schedule.period);
    case 'plateau':
      if (state === undefined) {
        throw new TypeError('learningRateFactor: expected `state` with a plateau schedule, got none');
      }
      return state.factor;
    default:
      throw new TypeError(
        `learningRateFactor: expected \`schedule.kind\` to be constant, manual, manual-smooth, exponential or plateau, got ${JSON.stringify(schedule satisfies never)}`,
      );
  }
}

/** Where the plateau rule stands; goes through JSON unchanged. */
export interface PlateauState {
  /** Multiplies the learning rate. */
  readonly factor: number;
  /** Steps taken since the start of training. */
  readonly step: number;
  /** Steps since the last progress. */
  readonly wait: number;
  /**
   * What the minimum over the window needs: the steps in it whose loss is below every later one's, oldest first,
   * so that the first is the minimum.
   */
  readonly minima: readonly (readonly [step: number, loss: number])[];
}

/** The plateau rule before the first step. */
export function plateauStart(): PlateauState {
  return { factor: 1, step: 0, wait: 0, minima: [] };
}

/**
 * The plateau rule after one more step. From `startEpoch` on: a loss below the minimum over the last
 * window·stepsPerEpoch steps sets `wait` to 0, another adds 1; once `wait` exceeds patience·stepsPerEpoch,
 * factor ← max(factor/divisor, floor) and `wait` ← 0. Then the loss joins the window, in every epoch.
 * @param loss the objective at this step, finite
 * @param stepsPerEpoch an integer ≥ 1
 * @throws RangeError for a loss that is not finite or a bad `stepsPerEpoch`
 */
export function plateau(
  schedule: PlateauSchedule,
  state: PlateauState,
  loss: number,
  stepsPerEpoch: number,
): PlateauState {
  if (!Number.isFinite(loss)) throw new RangeError(`plateau: expected \`loss\` to be finite, got ${loss}`);
  if (!Number.isInteger(stepsPerEpoch) || stepsPerEpoch < 1) {
    throw new RangeError(`plateau: expected \`stepsPerEpoch\` to be an integer ≥ 1, got ${stepsPerEpoch}`);
  }
  const { step } = state;
  let { factor, wait } = state;
  const inWindow = state.minima.filter(([at]) => at >= step - schedule.window * stepsPerEpoch);
  if (step >= schedule.startEpoch * stepsPerEpoch) {
    wait = loss < (inWindow[0]?.[1] ?? Infinity) ? 0 : wait + 1;
    if (wait > schedule.patience * stepsPerEpoch) {
      factor = Math.max(factor / schedule.divisor, schedule.floor);
      wait = 0;
    }
  }
  const below = inWindow.filter(([, earlier]) => earlier < loss);
  return { factor, step: step + 1, wait, minima: [...below, [step, loss]] };
}

/**
 * λ, the weight of the penalty: `constant`, or `adaptive`: after every `every` steps (1,000 in the released code)
 * λ ← ½·λ + ½·reconstruction/|penalty| with the two losses of that step.
 */
export type LambdaSchedule =
  { readonly kind: 'constant' } | { readonly kind: 'adaptive'; readonly every: number };

/** The released code's `adaptive`. */
export const RELEASED_ADAPTIVE: LambdaSchedule & { readonly kind: 'adaptive' } = {
  kind: 'adaptive',
  every: 1000,
};

/** Where the λ schedule stands; goes through JSON unchanged. */
export interface LambdaState {
  readonly lambda: number;
  /** Steps since λ last changed. */
  readonly wait: number;
}

/**
 * The λ schedule before the first step.
 * @throws RangeError unless `lambda` is finite and ≥ 0
 */
export function lambdaStart(lambda: number): LambdaState {
  if (!(lambda >= 0 && lambda < Infinity)) {
    throw new RangeError(`lambdaStart: expected \`lambda\` to be finite and ≥ 0, got ${lambda}`);
  }
  return { lambda, wait: 0 };
}

/**
 * The λ schedule after one more step.
 *
 * Differs: a penalty of exactly 0, which would make λ infinite, leaves λ as it is.
 * @param reconstruction mean reconstruction cost at this step
 * @param penalty value of the penalty at this step, without λ
 * @throws RangeError unless `every` is an integer ≥ 1
 * @throws TypeError for an unknown kind
 */
export function adaptLambda(
  schedule: LambdaSchedule,
  state: LambdaState,
  reconstruction: number,
  penalty: number,
): LambdaState {
  switch (schedule.kind) {
    case 'constant':
      return state;
    case 'adaptive': {
      if (!Number.isInteger(schedule.every) || schedule.every < 1) {
        throw new RangeError(`adaptLambda: expected \`every\` to be an integer ≥ 1, got ${schedule.every}`);
      }
      if (state.wait + 1 < schedule.every) return { lambda: state.lambda, wait: state.wait + 1 };
      const lambda = 0.5 * state.lambda + (0.5 * reconstruction) / Math.abs(penalty);
      return { lambda: Number.isFinite(lambda) ? lambda : state.lambda, wait: 0 };
    }
    default:
      throw new TypeError(
        `adaptLambda: expected \`schedule.kind\` to be constant or adaptive, got ${JSON.stringify(schedule satisfies never)}`,
      );
  }
}
