import { createHash } from 'node:crypto';
import { meanAndCovariance, pointAt, type Points, pointsOf, rowsBetween } from '../../lib/base/index.js';
import { makeModel, modelNames } from '../../lib/models/kinds.js';
import { compile } from '../../lib/engine/index.js';
import { attributeVector } from '../../lib/latent/attributes.js';
import { holes } from '../../lib/latent/holes.js';
import { leastGaussianPlane } from '../../lib/latent/least-gaussian.js';
import { priorGrid } from '../../lib/latent/manifold.js';
import { matchCodes } from '../../lib/latent/matching.js';
import { encoderOverlap } from '../../lib/latent/overlap.js';
import { sphericalPath, transportPath } from '../../lib/latent/paths.js';
import { principalPlane } from '../../lib/latent/projection.js';
import { frechet } from '../../lib/metrics/samples/frechet.js';
import { frechetAtInfinity } from '../../lib/metrics/samples/frechet-infinity.js';
import { kernelDistance } from '../../lib/metrics/samples/kernel-distance.js';
import { latentSinkhorn, latentSliced } from '../../lib/metrics/codes/latent-distance.js';
import { latentMmdTest } from '../../lib/metrics/codes/latent-test.js';
import { mardia } from '../../lib/metrics/codes/mardia.js';
import { memorisation } from '../../lib/metrics/samples/memorisation.js';
import { precisionRecall } from '../../lib/metrics/samples/precision-recall.js';
import { sharpness } from '../../lib/metrics/images/sharpness.js';
import { structuralSimilarity } from '../../lib/metrics/images/ssim.js';
import { assignment } from '../../lib/ot/exact/assignment.js';
import { barycentre1d } from '../../lib/ot/barycentres/barycentre-1d.js';
import { pointCost } from '../../lib/ot/geometry/cost.js';
import { fixedSupportBarycentre } from '../../lib/ot/barycentres/fixed-support-barycentre.js';
import { freeSupportBarycentre } from '../../lib/ot/barycentres/free-support-barycentre.js';
import { gaussianBarycentre } from '../../lib/ot/gaussian/gaussian-barycentre.js';
import { type GaussianLike, gaussianWasserstein } from '../../lib/ot/gaussian/gaussian.js';
import { kantorovichRubinstein } from '../../lib/ot/duality/kantorovich-rubinstein.js';
import { barycentricMap } from '../../lib/ot/maps/maps.js';
import { maxSlicedWasserstein } from '../../lib/ot/line/max-sliced.js';
import { mmdUnbiased } from '../../lib/ot/mmd/mmd.js';
import { networkSimplex } from '../../lib/ot/exact/network-simplex.js';
import { wasserstein1d } from '../../lib/ot/line/one-dimensional.js';
import { permutationTest } from '../../lib/ot/mmd/permutation-test.js';
import { sinkhornDivergence } from '../../lib/ot/entropic/sinkhorn-divergence.js';
import { slicedWasserstein } from '../../lib/ot/line/sliced.js';
import { solve, solveSample } from '../../lib/ot/solve.js';
import { unbalancedTransport } from '../../lib/ot/entropic/unbalanced.js';
import { Rng } from '../../lib/base/random.js';
import { fitMixture } from '../../lib/samplers/mixture-fit.js';
import { startMixture } from '../../lib/samplers/mixture-start.js';
import { gaussianSampler } from '../../lib/samplers/gaussian-sampler.js';
import { learnersOf, stepInputs, trainStep } from '../../lib/training/train-step.js';
import { cloud, gappedWeights, normals, randomWeights } from './measures.js';
import { disposeAll, stepValues, tinyModel } from './tiny-models.js';

/** Some numbers in short: how many, Σ v, Σ v², Σ v_i (i + 1)/n; and their bytes as a hash. */
export interface Summary {
  readonly moments: readonly number[];
  readonly hash: string;
}

function summary(values: ArrayLike<number>): Summary {
  const all = Float64Array.from(values);
  const n = all.length;
  const sum = (term: (value: number, i: number) => number): number =>
    all.reduce((total, value, i) => total + term(value, i), 0);
  return {
    moments: [n, sum(v => v), sum(v => v * v), sum((v, i) => (v * (i + 1)) / n)],
    hash: createHash('sha256').update(new Uint8Array(all.buffer)).digest('hex').slice(0, 16),
  };
}

/** What the library computes of a fixed set of problems without TensorFlow: the same on every machine. */
export function transportSet(): Record<string, Summary> {
  const rng = Rng.fromSeed(20);
  const [x, y] = [cloud(60, 3, rng), cloud(50, 3, rng, value => 1 + 0.7 * value)];
  const [a, b] = [gappedWeights(60, rng), randomWeights(50, rng)];
  const cost = pointCost(x, y, { kind: 'squared-euclidean' });
  const exact = networkSimplex(cost, { a, b });
  const square = pointCost(cloud(40, 2, rng), cloud(40, 2, rng), { kind: 'euclidean' });
  const paired = assignment(square);
  const sinkhorn = solve(cost, { a, b, method: { kind: 'sinkhorn', epsilon: 0.2 } });
  const divergence = sinkhornDivergence(x, y, { epsilon: 0.3 });
  const unbalanced = unbalancedTransport(cost, { a, b, epsilon: 0.2, penaltyA: 1 });
  const maximal = maxSlicedWasserstein(x, y, { rng: rng.split('max') });
  const line = [normals(30, rng), normals(20, rng)] as const;
  const grid = pointCost(line[0], line[0], { kind: 'squared-euclidean' });
  const measures = [0, 1].map(k => randomWeights(30, rng.split('measure', k)));
  const gaussian = (k: number): GaussianLike => ({
    mean: [k, 0],
    covariance: [
      [k, 0.3],
      [0.3, 1],
    ],
  });
  const gaussians = [gaussian(1), gaussian(2)] as const;
  const single = (values: Float64Array): Points => pointsOf(Float32Array.from(values), 4);
  const [c, d] = [single(normals(400, rng)), single(normals(400, rng))];
  const logVariances = single(normals(400, rng).map(value => value - 2));
  const start = startMixture(c, { components: 3, rng: rng.split('start') });
  const pictures = {
    data: Uint8Array.from({ length: 4 * 144 }, () => rng.integer(256)),
    shape: [4, 12, 12, 1],
  } as const;
  const others = Float32Array.from(pictures.data, value => (value / 255) * 0.9);
  return {
    'network simplex': summary([exact.value, exact.iterations, ...exact.f, ...exact.g]),
    assignment: summary([paired.value, ...paired.f, ...paired.g]),
    sinkhorn: summary([sinkhorn.value, sinkhorn.iterations, ...sinkhorn.f, ...sinkhorn.g]),
    'sinkhorn divergence': summary([divergence.value]),
    unbalanced: summary([unbalanced.value, ...unbalanced.f, ...unbalanced.g]),
    'solve a sample': summary([solveSample(x, y).value]),
    line: summary([wasserstein1d(line[0], line[1], { p: 3 })]),
    sliced: summary([slicedWasserstein(x, y, { rng: rng.split('sliced') }).value]),
    'max-sliced': summary([maximal.value, ...maximal.direction]),
    'barycentre on the line': summary(barycentre1d([{ points: line[0] }, { points: line[1] }]).weights),
    'fixed support': summary(fixedSupportBarycentre(measures, grid, { epsilon: 0.1 }).weights),
    'free support': summary(
      freeSupportBarycentre([{ points: x }, { points: y }], { count: 10, rng: rng.split('free') }).points
        .data,
    ),
    gaussians: summary([gaussianWasserstein(...gaussians), ...gaussianBarycentre(gaussians).covariance.data]),
    duality: summary([kantorovichRubinstein(x, y).value]),
    'barycentric map': summary(barycentricMap(exact.plan, y).data.filter(Number.isFinite)),
    mmd: summary([mmdUnbiased(x, y, { kind: 'rbf', bandwidth: 1 })]),
    permutations: summary([
      permutationTest(x, y, { kind: 'energy' }, { rng: rng.split('permutations'), permutations: 99 }).pValue,
    ]),
    'least Gaussian plane': summary(leastGaussianPlane(meanAndCovariance(c), rng.split('plane')).plane),
    'principal plane': summary(principalPlane(c).axes),
    'prior grid': summary(priorGrid({ kind: 'normal', dimension: 4, sigma: 1 }, 5, principalPlane(c)).data),
    holes: summary([holes(d, c).share, holes(d, c).coverage, holes(d, c).radius]),
    matching: summary([matchCodes(c, d).cost]),
    overlap: summary([
      encoderOverlap({ means: c, logVariances }, rng.split('overlap'), { draws: 20 }).coefficient,
    ]),
    paths: summary([
      ...sphericalPath(pointAt(c, 0), pointAt(c, 1), 5).data,
      ...transportPath(rowsBetween(c, 0, 10), rowsBetween(d, 0, 10), 3).paths.data,
    ]),
    'attribute vector': summary(
      attributeVector(
        c,
        Uint8Array.from({ length: 100 }, (_, i) => i % 2),
      ).vector,
    ),
    mixture: summary(fitMixture(c, start).mixture.flatMap(({ mean }) => [...mean])),
    'gaussian sampler': summary(gaussianSampler(c).sample(20, rng.split('gaussian')).data),
    mardia: summary([mardia(c).skewness, mardia(c).kurtosisPValue]),
    sharpness: summary([sharpness(pictures, { rng: rng.split('sharpness') }).mean.high]),
    ssim: summary(structuralSimilarity(pictures, { data: others, shape: pictures.shape })),
    'latent distances': summary([
      latentSliced({ codes: c, priorDraws: d, otherDraws: d }, { blocks: 2, rng: rng.split('s') }).value
        .value,
      latentSinkhorn({ codes: c, priorDraws: d, otherDraws: d }, { blocks: 2, epsilon: 1 }).value.value,
    ]),
    'latent MMD test': summary([
      latentMmdTest(c, d, { kind: 'imq', scales: [1], base: 8 }, { rng: rng.split('test'), permutations: 49 })
        .pValue,
    ]),
  };
}

/** What metrics of features and five training steps of every model give on the backend at hand. */
export function networkSet(): Record<string, Summary> {
  const rng = Rng.fromSeed(21);
  const features = (shift: number): { data: Float32Array; shape: readonly [number, number] } => ({
    data: Float32Array.from(normals(300 * 5, rng), value => value + shift),
    shape: [300, 5],
  });
  const [real, generated, training] = [features(0), features(0.3), features(0.1)];
  const measured = {
    frechet: summary([frechet(real, generated, { rng: rng.split('frechet') }).value]),
    'frechet at infinity': summary([
      frechetAtInfinity(real, generated, { rng: rng.split('infinity') }).value,
    ]),
    kid: summary([kernelDistance(real, generated, { rng: rng.split('kid'), blocks: 3 }).value]),
    'precision and recall': summary(
      Object.values(precisionRecall(real, generated, { rng: rng.split('precision') })).map(
        ({ value }) => value,
      ),
    ),
    memorisation: summary([
      memorisation(generated, training, real, { rng: rng.split('memorisation') }).ratio.value,
    ]),
  };
  const steps = modelNames.map(kind => {
    const model = makeModel(tinyModel(kind), Rng.fromSeed(1));
    const learners = learnersOf(model.players, { beta1: 0.5, beta2: 0.999 });
    const runner = compile(trainStep(learners), stepInputs(model, 8, learners));
    const outputs = [1, 2, 3, 4, 5].flatMap(t =>
      Object.values(runner.run(stepValues(model, learners, 8, t, Rng.fromSeed(2)))).map(
        value => value[0] ?? NaN,
      ),
    );
    runner.dispose();
    disposeAll(model, learners);
    return [kind, summary(outputs)] as const;
  });
  return { ...measured, ...Object.fromEntries(steps) };
}
