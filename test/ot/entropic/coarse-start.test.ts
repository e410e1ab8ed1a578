import test from 'ava';
import { Rng } from '../../../lib/base/random.js';
import { coarseStart } from '../../../lib/ot/entropic/coarse-start.js';
import { balancedProblem, sinkhorn } from '../../../lib/ot/entropic/sinkhorn.js';
import { sinkhornStepper } from '../../../lib/ot/entropic/iteration.js';
import { pointCost } from '../../../lib/ot/geometry/cost.js';
import { randomPoints } from '../../support/measures.js';
import { slow } from '../../support/slow.js';

const squared = { kind: 'squared-euclidean' } as const;
const uniform = (n: number): Float64Array => new Float64Array(n).fill(1 / n);

test('coarseStart of points that are all there eight times is the solution at ε', t => {
  const rng = Rng.fromSeed(1);
  const eight = (points: number[][]): number[][] =>
    points.flatMap(point => Array.from({ length: 8 }, () => point));
  const [x, y] = [eight(randomPoints(20, 2, rng)), eight(randomPoints(25, 2, rng, 1))];
  const epsilon = 0.3;
  const problem = balancedProblem(pointCost(x, y, squared), uniform(x.length), uniform(y.length));
  const start = coarseStart(problem, epsilon, {})!;
  t.is(start.epsilon, epsilon);
  const stepper = sinkhornStepper(problem);
  stepper.potentials.f.set(start.f);
  stepper.potentials.g.set(start.g);
  t.true(stepper.plainStep(epsilon) < 1e-9, 'f answers g');
  const error = stepper.plainStep(epsilon);
  t.true(error < 0.01, `${error}`);
});

test('coarseStart leaves an error that iterations from nothing need many of', t => {
  const rng = Rng.fromSeed(2);
  for (const kind of ['squared-euclidean', 'euclidean', 'cityblock'] as const) {
    const cost = pointCost(randomPoints(700, 2, rng), randomPoints(600, 2, rng, 1), { kind });
    const problem = balancedProblem(cost, uniform(700), uniform(600));
    const start = coarseStart(problem, 1e-3, {})!;
    t.true(start.epsilon > 1e-3 && start.epsilon < problem.spread / 20, `${start.epsilon}`);
    const errors = (g: Float64Array): number[] => {
      const stepper = sinkhornStepper(problem);
      stepper.potentials.g.set(g);
      return Array.from({ length: 4 }, () => stepper.plainStep(start.epsilon));
    };
    const [near, far] = [errors(start.g), errors(new Float64Array(600))];
    t.true(near[2]! < 0.6 * far[2]!, `${kind}: ${near.join(', ')} against ${far.join(', ')}`);
  }
});

test('coarseStart has none for a matrix, for many dimensions, and where ε is large', t => {
  const rng = Rng.fromSeed(3);
  const weights = uniform(40);
  const cost = (d: number) => pointCost(randomPoints(40, d, rng), randomPoints(40, d, rng), squared);
  const { points: _, ...bare } = cost(2);
  t.is(coarseStart(balancedProblem(bare, weights, weights), 1e-3, {}), undefined);
  t.is(coarseStart(balancedProblem(cost(5), weights, weights), 1e-3, {}), undefined);
  t.is(coarseStart(balancedProblem(cost(2), weights, weights), 100, {}), undefined);
});

slow('sinkhorn of points whose kernel is too large to be stored begins at the coarse start', t => {
  const rng = Rng.fromSeed(4);
  const cost = pointCost(randomPoints(5800, 3, rng), randomPoints(5800, 3, rng, 0.5), squared);
  const { iterations, converged } = sinkhorn(cost, { epsilon: 0.5, tolerance: 0.01, maxIterations: 50 });
  t.true(converged);
  // From the spread of the cost there would be four levels of ε, of two iterations at least.
  t.true(iterations < 8, `${iterations} iterations`);
});
