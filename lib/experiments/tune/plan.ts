import { naming, rangeError } from '../../base/index.js';
import { type ModelName, paperModelNames } from '../../models/index.js';
import type { Changes } from '../config/changes.js';
import type { Tuning } from './tuning.js';

/** What decides between tries. */
export interface Measurement {
  /** Mean squared error of the validation images. */
  readonly squaredError: number;
  /** Fréchet distance of prior samples to them. */
  readonly frechet: { readonly value: number };
}

/** A training that is to be measured on validation images. */
export interface Plan {
  readonly model: ModelName;
  /** Which part of the protocol it belongs to. */
  readonly stage: 'common' | 'rate' | 'own';
  /** What it has beside the settings that all tries share. */
  readonly changes: Changes;
}

/** A try that was made. */
export interface Try extends Plan, Measurement {}

/** Initial weights that are wider, and an encoder that normalises by running statistics: tried for all models alike. */
export const commonCandidates: readonly Changes[] = [
  { 'model.initialStd': 0.05 },
  { 'model.architecture.encoderNormalization': 'batch-renorm' },
];

/** How many tries a model gets in all. */
export function triesOf(model: ModelName, tuning: Tuning): number {
  const own = ownOf(model, tuning).length;
  return isOfPaper(model) ? 1 + commonCandidates.length + tuning.rates.length + own : own;
}

/**
 * The tries of a model that can be made after those that were: docs/protocol.md, "Tries". The later ones depend on what the
 * earlier found, the common choices on those of all three models of the paper.
 * @returns none left, some, or the models that have to be tried before
 */
export function nextTries(
  model: ModelName,
  tries: readonly Try[],
  tuning: Tuning,
): { readonly next: readonly Plan[] } | { readonly waitsFor: readonly ModelName[] } {
  const left = (plans: readonly Plan[]): readonly Plan[] => plans.filter(plan => !wasMade(plan, tries));
  const commonOf = (name: ModelName): readonly Plan[] =>
    [{}, ...commonCandidates].map(changes => ({ model: name, stage: 'common', changes }));
  if (isOfPaper(model)) {
    const first = left(commonOf(model));
    if (first.length > 0) return { next: first };
  }
  const waitsFor = paperModelNames.filter(name => left(commonOf(name)).length > 0);
  if (waitsFor.length > 0) return { waitsFor };
  const from = isOfPaper(model) ? model : tuning.sharedFrom;
  const common = commonChoices(from, tries, tuning);
  const rates = tuning.rates.map((rate): Plan => {
    return { model: from, stage: 'rate', changes: { ...common, 'training.learningRate': rate } };
  });
  if (left(rates).length > 0) return isOfPaper(model) ? { next: left(rates) } : { waitsFor: [from] };
  // All that was tried at the usual rate stands for it, with whichever common choice.
  const found = choose(tries.filter(({ model: name, stage }) => name === from && stage !== 'own'));
  const rate = found.changes['training.learningRate'];
  const base = rate === undefined ? common : { ...common, 'training.learningRate': rate };
  return {
    next: left(ownOf(model, tuning).map(own => ({ model, stage: 'own', changes: { ...base, ...own } }))),
  };
}

/**
 * The common choices that a model keeps: each candidate whose mean over the three models of the paper of log Fréchet
 * distance and log squared error, each beside the usual settings', is below 0; and what the model keeps in any case.
 * @throws RangeError unless the common choices were tried of all three
 */
export function commonChoices(model: ModelName, tries: readonly Try[], tuning: Tuning): Changes {
  const common = (name: ModelName, changes: Changes): Try => {
    const found = tries.find(
      made => made.model === name && made.stage === 'common' && same(made.changes, changes),
    );
    if (found === undefined) {
      throw naming('commonChoices', () => rangeError(`tries of the common choices of ${name}, got none`));
    }
    return found;
  };
  const gain = (changes: Changes): number => {
    const logs = paperModelNames.flatMap(name => {
      const [usual, tried] = [common(name, {}), common(name, changes)];
      return [
        Math.log(tried.frechet.value / usual.frechet.value),
        Math.log(tried.squaredError / usual.squaredError),
      ];
    });
    return logs.reduce((sum, log) => sum + log, 0) / logs.length;
  };
  const kept = commonCandidates.filter(changes => gain(changes) < 0);
  return Object.assign({}, ...kept, tuning.always[model] ?? {}) as Changes;
}

/**
 * What is chosen for a model once all its tries were made: the best of those that have the common choices it keeps.
 * @returns undefined while tries are missing
 */
export function chosenTry(model: ModelName, tries: readonly Try[], tuning: Tuning): Try | undefined {
  const next = nextTries(model, tries, tuning);
  if (!('next' in next) || next.next.length > 0) return undefined;
  const common = commonChoices(isOfPaper(model) ? model : tuning.sharedFrom, tries, tuning);
  const kept = Object.keys(common).sort().join();
  const keys = commonCandidates.flatMap(candidate => Object.keys(candidate));
  return choose(
    tries.filter(
      ({ model: name, changes }) =>
        name === model &&
        Object.keys(changes)
          .filter(key => keys.includes(key))
          .sort()
          .join() === kept,
    ),
  );
}

/**
 * The rule of the protocol: among the tries whose squared error is at most 1.1 times the least, the one with the least
 * Fréchet distance; of those within 1 % of that, the one with the least squared error.
 * @throws RangeError if there is no try
 */
export function choose<T extends Measurement>(tries: readonly T[]): T {
  const least = (of: readonly T[], value: (one: T) => number): number => Math.min(...of.map(value));
  if (tries.length === 0) throw naming('choose', () => rangeError('one try or more, got none'));
  const error = least(tries, ({ squaredError }) => squaredError);
  const near = tries.filter(({ squaredError }) => squaredError <= 1.1 * error);
  const frechet = least(near, ({ frechet: { value } }) => value);
  const tied = near.filter(({ frechet: { value } }) => value <= 1.01 * frechet);
  return tied.reduce((best, one) => (one.squaredError < best.squaredError ? one : best));
}

/** Whether a try was made. */
export function wasMade(plan: Plan, tries: readonly Try[]): boolean {
  return tries.some(made => made.model === plan.model && same(made.changes, plan.changes));
}

function same(a: Changes, b: Changes): boolean {
  const [first, second] = [Object.keys(a).sort(), Object.keys(b).sort()];
  return (
    first.join() === second.join() && first.every(key => JSON.stringify(a[key]) === JSON.stringify(b[key]))
  );
}

/** A model's tries of its own; other penalties than the paper's have four weights around the preset's. */
function ownOf(model: ModelName, { own, lambda }: Tuning): readonly Changes[] {
  return (
    own[model] ??
    [1 / 10, 1 / 3, 3, 10].map(factor => ({
      'training.lambda': Number((factor * lambda[model]).toPrecision(3)),
    }))
  );
}

const isOfPaper = (model: ModelName): model is (typeof paperModelNames)[number] =>
  (paperModelNames as readonly ModelName[]).includes(model);
