import test from 'ava';
import {
  adaptLambda,
  lambdaStart,
  learningRateFactor,
  plateau,
  plateauStart,
  RELEASED_ADAPTIVE,
  RELEASED_MANUAL,
  RELEASED_PLATEAU,
} from '../../lib/training/schedules.js';
import type { LambdaState, PlateauSchedule, PlateauState } from '../../lib/training/schedules.js';
import { Rng } from '../../lib/base/random.js';
import { allClose } from '../support/all-close.js';

test('learningRateFactor(manual) is 1, then 1/2 from epoch 30, 1/10 from 50, 1/100 from 100', t => {
  const factors = [0, 29, 30, 49, 50, 99, 100, 500].map(epoch =>
    learningRateFactor(RELEASED_MANUAL, epoch, 600),
  );
  allClose(t, factors, [1, 1, 0.5, 0.5, 0.1, 0.1, 0.01, 0.01], { rtol: 1e-14 });
});

test('learningRateFactor(manual-smooth) divides by 100^(1/epochs) every epoch, the first included', t => {
  let decay = 1;
  for (let epoch = 0; epoch < 55; epoch++) {
    decay /= Math.exp(Math.log(100) / 55);
    allClose(t, learningRateFactor({ kind: 'manual-smooth' }, epoch, 55), decay, { rtol: 1e-12 });
  }
  allClose(t, decay, 1 / 100, { rtol: 1e-12 });
});

test('learningRateFactor is 1 (constant) and 10^(−epoch/period) (exponential)', t => {
  t.is(learningRateFactor({ kind: 'constant' }, 7, 10), 1);
  const factors = [0, 20, 40].map(epoch =>
    learningRateFactor({ kind: 'exponential', period: 20 }, epoch, 50),
  );
  allClose(t, factors, [1, 0.1, 0.01], { rtol: 1e-14 });
});

test('learningRateFactor(plateau) is the factor of its state', t => {
  const state: PlateauState = { ...plateauStart(), factor: 0.25 };
  t.is(learningRateFactor(RELEASED_PLATEAU, 3, 10, state), 0.25);
  t.is(learningRateFactor(RELEASED_PLATEAU, 0, 10, plateauStart()), 1);
});

/** The released loop, word for word: every loss kept, the minimum of a slice at every step. */
function releasedPlateau(losses: readonly number[], perEpoch: number, s: PlateauSchedule): number[] {
  const [seen, factors]: [number[], number[]] = [[], []];
  let [decay, wait] = [1, 0];
  for (const [step, loss] of losses.entries()) {
    if (Math.floor(step / perEpoch) >= s.startEpoch) {
      if (loss < Math.min(...seen.slice(-s.window * perEpoch))) wait = 0;
      else wait += 1;
      if (wait > s.patience * perEpoch) {
        decay = Math.max(decay / s.divisor, s.floor);
        wait = 0;
      }
    }
    seen.push(loss);
    factors.push(decay);
  }
  return factors;
}

test('plateau follows the released loop at every step, through JSON', t => {
  const rng = Rng.fromSeed(4);
  const schedule: PlateauSchedule = {
    ...RELEASED_PLATEAU,
    startEpoch: 3,
    window: 4,
    patience: 2,
    floor: 0.3,
  };
  // Falling, then flat with ties, then falling again.
  const losses = Array.from({ length: 400 }, (_, step) => {
    if (step >= 150 && step < 220) return 2;
    return Math.round(10 * (5 - step / 120 + 0.5 * rng.normal())) / 10;
  });
  let state = plateauStart();
  const factors: number[] = [];
  let longest = 0;
  for (const loss of losses) {
    state = JSON.parse(JSON.stringify(plateau(schedule, state, loss, 5))) as PlateauState;
    factors.push(state.factor);
    longest = Math.max(longest, state.minima.length);
  }
  const expected = releasedPlateau(losses, 5, schedule);
  t.true(new Set(expected).size > 3);
  t.deepEqual(factors, expected);
  t.true(longest <= 21);
});

test('plateau lowers the factor on the step after patience: 11 steps without progress at one step an epoch', t => {
  let state = plateauStart();
  const factors: number[] = [];
  for (let step = 0; step < 30 + 22; step++) {
    state = plateau(RELEASED_PLATEAU, state, 1, 1);
    factors.push(state.factor);
  }
  t.is(factors[39], 1);
  allClose(t, factors[40]!, 1 / 1.4, { rtol: 1e-14 });
  allClose(t, factors[50]!, 1 / 1.4, { rtol: 1e-14 });
  allClose(t, factors[51]!, 1 / 1.96, { rtol: 1e-14 });
});

test('plateau compares with exactly the last window of steps: at step 2 with steps 0 and 1, at 3 with 1 and 2', t => {
  const schedule: PlateauSchedule = { ...RELEASED_PLATEAU, startEpoch: 0, window: 2 };
  const waits: number[] = [];
  let state = plateauStart();
  for (const loss of [1, 5, 2, 1.5]) {
    state = plateau(schedule, state, loss, 1);
    waits.push(state.wait);
  }
  t.deepEqual(waits, [0, 1, 2, 0]);
});

test('plateau never lowers the factor while every step is a new minimum, and never below the floor', t => {
  let falling = plateauStart();
  let flat = plateauStart();
  const schedule: PlateauSchedule = { ...RELEASED_PLATEAU, startEpoch: 0, patience: 0 };
  for (let step = 0; step < 100; step++) {
    falling = plateau(schedule, falling, -step, 1);
    flat = plateau(schedule, flat, 1, 1);
  }
  t.is(falling.factor, 1);
  t.is(flat.factor, 1e-6);
});

test('adaptLambda changes λ on every 1000th step to the mean of λ and reconstruction/|penalty|', t => {
  let state = lambdaStart(10);
  const lambdas: number[] = [];
  let [waitLambda, lambda] = [0, 10];
  for (let step = 1; step <= 2500; step++) {
    const [reconstruction, penalty] = [8 + step / 1000, -0.5];
    state = JSON.parse(
      JSON.stringify(adaptLambda(RELEASED_ADAPTIVE, state, reconstruction, penalty)),
    ) as LambdaState;
    if (waitLambda >= 999) {
      lambda = 0.5 * lambda + (0.5 * reconstruction) / Math.abs(penalty);
      waitLambda = 0;
    } else {
      waitLambda += 1;
    }
    lambdas.push(state.lambda);
    t.is(state.lambda, lambda);
  }
  t.is(lambdas[998], 10);
  t.is(lambdas[999], 5 + 9);
  t.is(lambdas[1998], 14);
  t.is(lambdas[1999], 7 + 10);
});

test('adaptLambda leaves λ alone when constant, or when the penalty is 0', t => {
  const start = lambdaStart(10);
  t.deepEqual(adaptLambda({ kind: 'constant' }, start, 1, 1), start);
  t.deepEqual(adaptLambda({ kind: 'adaptive', every: 1 }, start, 1, 0), start);
  t.deepEqual(adaptLambda({ kind: 'adaptive', every: 1 }, start, 6, 2), { lambda: 6.5, wait: 0 });
});

test('schedules refuse epochs, losses, periods and counts out of range, and unknown kinds', t => {
  const refused = { instanceOf: RangeError, message: /: expected `/ };
  t.throws(() => learningRateFactor({ kind: 'constant' }, -1, 10), refused);
  t.throws(() => learningRateFactor({ kind: 'constant' }, 0.5, 10), refused);
  t.throws(() => learningRateFactor({ kind: 'constant' }, 0, 0), refused);
  t.throws(() => learningRateFactor({ kind: 'exponential', period: 0 }, 0, 1), refused);
  t.throws(() => learningRateFactor(RELEASED_PLATEAU, 0, 1), { instanceOf: TypeError });
  t.throws(() => learningRateFactor({ kind: 'cosine' } as never, 0, 1), { instanceOf: TypeError });
  t.throws(() => plateau(RELEASED_PLATEAU, plateauStart(), NaN, 1), refused);
  t.throws(() => plateau(RELEASED_PLATEAU, plateauStart(), 1, 0), refused);
  for (const lambda of [-1, NaN, Infinity]) t.throws(() => lambdaStart(lambda), refused);
  t.throws(() => adaptLambda({ kind: 'adaptive', every: 0 }, lambdaStart(1), 1, 1), refused);
  t.throws(() => adaptLambda({ kind: 'random' } as never, lambdaStart(1), 1, 1), { instanceOf: TypeError });
});
