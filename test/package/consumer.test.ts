import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { repositoryRoot } from '../../lib/node/data-folders.js';
import {
  fetchNodes,
  hasRegistry,
  lockedPackages,
  makeProject,
  mustRun,
  nodeVersions,
  pack,
  type Packed,
  run,
} from '../support/consumer.js';
import { slow as test } from '../support/slow.js';

// The library as a package: packed, installed into empty projects by npm, and used there.

const root = repositoryRoot();
const require = createRequire(import.meta.url);
const name = 'wasserstein-autoencoders';
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly version: string;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly devDependencies: Readonly<Record<string, string>>;
};
const entries = Object.keys(manifest.exports)
  .filter(key => key !== '.' && key !== './package.json')
  .map(key => key.slice(2));
const tested = (packageName: string): string => `${packageName}@${manifest.devDependencies[packageName]}`;

const onLinux = process.platform === 'linux' && process.arch === 'x64';
const installed = onLinux && hasRegistry() ? test.serial : test.serial.skip;

/** Solves a small problem, and says how long the import took: the least of five processes is asked for below. */
const solves = `
  const start = performance.now();
  const { solveSample, Rng } = await import('${name}/ot');
  const ms = performance.now() - start;
  const rng = Rng.fromSeed(1);
  const cloud = shift => Array.from({ length: 20 }, () => [rng.normal() + shift, rng.normal()]);
  const { value, gap } = solveSample(cloud(0), cloud(3));
  console.log(JSON.stringify({ ms, value, gap }));`;

/** Trains a tiny model for two steps on tfjs's own backend. */
const trains = `
  import * as wae from '${name}';
  const { name } = await wae.loadBackend();
  const rng = wae.Rng.fromSeed(1);
  const model = wae.makeModel({
    kind: 'wae-mmd',
    image: [8, 8, 1],
    architecture: { kind: 'mlp', encoderUnits: [16], decoderUnits: [16] },
    prior: { kind: 'normal', dimension: 2, sigma: 1 },
    encoder: { kind: 'deterministic' },
    cost: { kind: 'squared-l2', scale: 0.05 },
    initialStd: 0.1,
    kernel: { kind: 'imq', scales: [1] },
  }, rng.split('weights'));
  const images = Uint8Array.from({ length: 16 * 64 }, () => rng.integer(256));
  const set = { images, labels: new Uint8Array(16), count: 16, shape: [8, 8, 1] };
  const training = {
    epochs: 1, batchSize: 8, learningRate: 1e-3, discriminatorLearningRate: 1e-3, beta1: 0.5, beta2: 0.999,
    learningRateSchedule: { kind: 'constant' }, lambda: 10, lambdaSchedule: { kind: 'constant' },
    pretraining: null, precision: 'float32', recordEvery: 1, testImages: 8,
  };
  const losses = [];
  const trainer = new wae.training.Trainer(model, { train: set, test: set }, training, rng.split('training'));
  await trainer.run({ onEvent: event => event.kind === 'step' && losses.push(event.loss) });
  console.log(JSON.stringify({ backend: name, losses }));`;

/** `./ot` alone: it needs no other package's types, and of Node's and a browser's those that both have. */
const typesOfTransport = `
  import { solveSample, Rng, type Rng as Generator } from '${name}/ot';
  const { value, gap }: { readonly value: number; readonly gap: number } = solveSample([[0, 0]], [[3, 4]]);
  const rng: Generator = Rng.fromSeed(1);
  // @ts-expect-error: a sample is no text
  solveSample('x', [[1]]);
  export const found: number = value + gap + rng.normal();`;

/** Every entry has types, and none of them is `any`. */
const typesOfAll = [
  `import * as wae from '${name}';`,
  ...entries.map((entry, i) => `import * as entry${i} from '${name}/${entry}';`),
  `export const same: typeof wae.ot = entry${entries.indexOf('ot')};`,
  '// @ts-expect-error: it exports no such name',
  'wae.notThere;',
  ...entries.flatMap((_, i) => ['// @ts-expect-error: it exports no such name', `entry${i}.notThere;`]),
].join('\n');

let folder = '';
let packed: Packed | undefined;
let nodes: ReadonlyMap<string, string> = new Map();
/** A project with the library and TensorFlow.js. */
let full = '';

if (installed === test.serial) {
  test.before(async t => {
    t.timeout(300_000);
    folder = await mkdtemp(join(tmpdir(), 'wae-package-'));
    nodes = fetchNodes();
    packed = pack(folder);
    full = join(folder, 'full');
    makeProject(full, [packed.path, tested('@tensorflow/tfjs'), tested('@types/node')]);
  });
  test.after.always(() => rm(folder, { recursive: true, force: true }));
}

installed('npm pack makes at most 3 MB: what was compiled, weights, and what sets TensorFlow up', t => {
  t.true(packed!.size <= 3e6, `${packed!.size} bytes`);
  const known =
    /^(build\/lib\/.*\.(js|d\.ts)|data\/features\/.*|scripts\/(wae|setup)\.mjs|scripts\/installs\/.*|package\.json|README\.md|LICENSE)$/;
  t.deepEqual(
    packed!.files.filter(path => !known.test(path)),
    [],
  );
  for (const path of ['build/lib/index.d.ts', 'data/features/mnist.safetensors', 'scripts/wae.mjs'])
    t.true(packed!.files.includes(path), path);
});

for (const version of nodeVersions) {
  installed(`Node ${version}: npm install takes the registry's packages alone, and ./ot solves`, t => {
    t.timeout(120_000);
    const project = join(folder, version);
    const node = nodes.get(version)!;
    makeProject(project, [packed!.path], node);
    const locked = Object.entries(lockedPackages(project)).filter(([place]) => place !== '');
    // npm leaves out addresses that are its registry's, or writes them, as it is told.
    const elsewhere = locked.filter(
      ([, { resolved = '' }]) => !/^(|file:.*\.tgz|https?:\/\/[^/]+\/(.*\/)?-\/[^/]+\.tgz)$/.test(resolved),
    );
    t.deepEqual(elsewhere, []);
    t.true(locked.length <= 40, `${locked.length} packages`);
    writeFileSync(join(project, 'solve.js'), solves);
    const times = Array.from({ length: 5 }, () => {
      const found = JSON.parse(mustRun('node', ['solve.js'], { cwd: project, node })) as {
        ms: number;
        value: number;
        gap: number;
      };
      t.true(found.value > 5 && found.value < 25, `${found.value}`);
      t.true(Math.abs(found.gap) < 1e-9);
      return found.ms;
    });
    // What else stands alone: the geometry of codes, and finite worlds.
    const alone = `
      import { samplePrior, holes } from '${name}/latent';
      import { Rng } from '${name}/ot';
      import { randomWorld } from '${name}/theory';
      const prior = { kind: 'normal', dimension: 2, sigma: 1 };
      const [draws, codes] = [1, 2].map(seed => samplePrior(prior, 100, Rng.fromSeed(seed)));
      console.log(holes(draws, codes, { k: 5 }).isHole.length, typeof randomWorld);
    `;
    t.is(mustRun('node', ['--input-type=module', '-e', alone], { cwd: project, node }), '100 function\n');
    // The cells of a notebook are CommonJS.
    const required = `console.log(typeof require('${name}/ot').solveSample)`;
    t.is(
      mustRun('node', ['--no-warnings', '--input-type=commonjs', '-e', required], { cwd: project, node }),
      'function\n',
    );
    t.true(Math.min(...times) <= 300, `the import took ${times.map(Math.round).join(', ')} ms`);
    t.is(mustRun('npx', ['wae', '--version'], { cwd: project, node }), `${manifest.version}\n`);
    const refused = run('npx', ['wae', 'doctor'], { cwd: project, node });
    t.is(refused.code, 1);
    t.is(
      refused.err,
      'wae: this command needs the package @tensorflow/tfjs, which is not installed; run `npm install @tensorflow/tfjs@4.22.0`\n',
    );
  });
}

installed('with TensorFlow.js beside it the library trains on the cpu backend, the same on every Node', t => {
  t.timeout(120_000);
  writeFileSync(join(full, 'train.js'), trains);
  const found = nodeVersions.map(version => {
    const out = mustRun('node', ['train.js'], { cwd: full, node: nodes.get(version)! });
    return JSON.parse(out.trim().split('\n').at(-1)!) as { backend: string; losses: number[] };
  });
  for (const { backend, losses } of found) {
    t.is(backend, 'cpu');
    t.is(losses.length, 2);
    t.true(losses.every(Number.isFinite));
    t.deepEqual(losses, found[0]!.losses);
  }
});

installed('what is not installed is named, with the command that installs it', t => {
  const script = `
    import { figures, Rng, theory } from '${name}';
    const figure = { data: [{ y: [1, 2] }], layout: {} };
    await figures.renderPng(figure).catch(error => console.log(error.message));
    const world = theory.randomWorld(Rng.fromSeed(1));
    await theory.bestMatchingEncoder(world).catch(error => console.log(error.message));`;
  writeFileSync(join(full, 'lacks.js'), script);
  const said = mustRun('node', ['lacks.js'], { cwd: full }).trim().split('\n');
  t.regex(
    said[0]!,
    /^.+ needs the package \S+, which is not installed; run `npm install( \S+@\d[\d.]*){5}`$/,
  );
  const trains = run('npx', ['wae', 'train', 'digits', '--model', 'vae'], { cwd: full });
  t.is(trains.code, 1);
  t.regex(
    trains.err,
    /^wae: drawing a run needs .*jsdom.*, not installed here; run `npm install( \S+@\d[\d.]*){6}`\n$/,
  );
  t.is(said.at(-1), 'linear programs need the package highs; run `npm install highs`');
});

installed('wae doctor in a project looks at what concerns it', t => {
  const { out } = run('npx', ['wae', 'doctor', '--json'], { cwd: full });
  const { checks } = JSON.parse(out) as { checks: { name: string; state: string; says: string }[] };
  const byName = new Map(checks.map(check => [check.name, check]));
  t.false(byName.has('notebooks'));
  t.regex(byName.get('optional packages')?.says ?? '', /CelebA and films: sharp/);
  t.is(byName.get('feature networks')?.state, 'ok');
});

/** The ways to resolve a module that a compiler knows: [compiler, module, moduleResolution]. */
const ways = [
  ['7', 'esnext', 'bundler'],
  ['7', 'node16', 'node16'],
  ['tslab', 'esnext', 'bundler'],
  ['tslab', 'node16', 'node16'],
  ['tslab', 'esnext', 'node10'],
] as const;

for (const [compiler, module, moduleResolution] of ways) {
  installed(`the types hold for TypeScript ${compiler} with moduleResolution ${moduleResolution}`, t => {
    t.timeout(120_000);
    const tsc =
      compiler === '7'
        ? join(root, 'node_modules', 'typescript', 'bin', 'tsc')
        : join(
            dirname(
              require.resolve('@tslab/typescript-for-tslab/package.json', {
                paths: [require.resolve('tslab')],
              }),
            ),
            'bin',
            'tsc',
          );
    const check = (file: string, text: string, options: object): void => {
      writeFileSync(join(full, `${file}.ts`), text);
      const config = join(full, `${file}-${compiler}-${moduleResolution}.json`);
      const compilerOptions = {
        module,
        moduleResolution,
        target: 'es2022',
        lib: ['es2022'],
        strict: true,
        noEmit: true,
        ...options,
      };
      writeFileSync(config, JSON.stringify({ compilerOptions, files: [`${file}.ts`] }));
      const { code, out, err } = run(process.execPath, [tsc, '-p', config], { cwd: full });
      t.is(code, 0, `${file}: ${out}${err}`);
    };
    check('transport', typesOfTransport, { types: [], lib: ['es2022', 'dom'], skipLibCheck: false });
    check('all', typesOfAll, { types: ['node'], skipLibCheck: true });
  });
}
