import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { findPython, needModule } from './python.mjs';
import { SetUpError, hasProgram, isClone, readJson, root, runProgram, say, stage } from './stage.mjs';
import { checkWheels } from './wheels.mjs';

/** The TensorFlow whose shared libraries run below tfjs. */
export const tensorflowVersion = '2.21.0';

// `gpu` takes the CUDA build and NVIDIA's own libraries, several GB. It was written from the wheels'
// metadata and has not been tried on a machine with a GPU and a network.
const flavour = process.env.WAE_TENSORFLOW === 'gpu' ? 'gpu' : 'cpu';
const folderName = `tensorflow-${tensorflowVersion}${flavour === 'gpu' ? '-gpu' : ''}`;
const nativeFolder = join(root, 'build', 'native', folderName);
// A clone has tfjs-node from `npm ci`. An installed package gets it here, in a folder of its own where lib/engine finds
// it: the install script of tfjs-node would fetch TensorFlow from an address outside of the registries.
const packages = isClone ? join(root, 'node_modules') : join(root, 'build', 'node_modules');
const binding = join(packages, '@tensorflow', 'tfjs-node-gpu');
const addon = join(binding, 'lib', 'napi-v8', 'tfjs_binding.node');
const builtAddon = join(nativeFolder, 'tfjs_binding.node');
const readyPath = join(nativeFolder, 'ready.json');
// What stands between the binding and TensorFlow: guard.cc says why.
const guard = name => join(root, 'scripts', 'installs', name);

/** The compiler's options that decide what the addon does. */
const compilerFlags = [
  '-O2',
  '-std=c++17',
  '-fPIC',
  '-shared',
  '-DNAPI_VERSION=8',
  `-include${guard('guard.h')}`,
  // DT_RPATH, which also serves the libraries that the libraries need.
  '-Wl,--disable-new-dtags',
  // The guard sets the level of the log before TensorFlow's own libraries are initialised, which write to it.
  '-Wl,-z,initfirst',
];

/** What the addon is made from, as a hash: another one asks for another compilation. */
function recipe() {
  const hash = createHash('sha256').update(
    JSON.stringify(compilerFlags.map(flag => flag.replace(join(root, 'scripts', 'installs'), ''))),
  );
  for (const name of ['guard.h', 'guard.cc']) hash.update(readFileSync(guard(name)));
  return hash.digest('hex');
}

/** Whether the addon in node_modules is the one that was built here from today's sources, and its libraries are there. */
export function isReady() {
  const ready = readJson(readyPath);
  if (!librariesAreReady(ready) || ready.recipe !== recipe()) return false;
  try {
    return sameFile(builtAddon, addon);
  } catch {
    return false;
  }
}

/** Whether the libraries and the headers of TensorFlow are there. */
function librariesAreReady(ready) {
  if (ready?.version !== tensorflowVersion) return false;
  return ['include', ...ready.libraries].every(name => existsSync(join(nativeFolder, name)));
}

function sameFile(a, b) {
  return statSync(a).size === statSync(b).size && readFileSync(a).equals(readFileSync(b));
}

/**
 * Makes the native addon of @tensorflow/tfjs-node-gpu: TensorFlow's shared libraries from its Python wheel,
 * kept in build/native with the headers, and the package's own binding compiled against them.
 *
 * Everything is made in a folder beside and appears by one rename, so a set-up that was killed can be run again.
 */
export function make() {
  if (!isClone && !existsSync(binding)) installBinding();
  const ready = readJson(readyPath);
  if (!librariesAreReady(ready)) makeNativeFolder();
  else if (ready.recipe !== recipe() || !existsSync(builtAddon)) makeAddon(ready);
  // `npm ci` empties node_modules; the addon that was built before still fits.
  mkdirSync(dirname(addon), { recursive: true });
  copyFileSync(builtAddon, `${addon}.tmp`);
  renameSync(`${addon}.tmp`, addon);
}

/**
 * Installs tfjs-node and the headers of Node's API, without the scripts of either, and without a TensorFlow.js of its own:
 * the one that is installed beside this package is to be found, so that there is one alone.
 */
function installBinding() {
  const { devDependencies } = readJson(join(root, 'package.json'));
  const names = ['@tensorflow/tfjs-node-gpu', 'node-api-headers'];
  const work = `${packages}.tmp`;
  rmSync(work, { recursive: true, force: true });
  mkdirSync(join(work, 'none'), { recursive: true });
  const write = (path, content) => writeFileSync(join(work, path), JSON.stringify(content));
  write('none/package.json', { name: '@tensorflow/tfjs', version: devDependencies['@tensorflow/tfjs'] });
  write('package.json', {
    private: true,
    dependencies: Object.fromEntries(names.map(name => [name, devDependencies[name]])),
    overrides: { '@tensorflow/tfjs': 'file:none' },
  });
  try {
    stage('tfjs-node, 10 MB from npm', () => {
      const args = ['install', '--prefix', work, '--ignore-scripts', '--no-audit', '--no-fund'];
      runProgram('npm', args, { cwd: work, hint: 'is there a network, and does npm reach its registry?' });
    });
    rmSync(join(work, 'node_modules', '@tensorflow', 'tfjs'), { recursive: true, force: true });
    renameSync(join(work, 'node_modules'), packages);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function makeNativeFolder() {
  const python = checkTools();
  const work = `${nativeFolder}.tmp`;
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  try {
    const wheels = stage(`TensorFlow ${tensorflowVersion} (${flavour}), 270 MB from PyPI`, () =>
      download(python, work),
    );
    stage('its libraries, checked and unpacked', () => {
      checkWheels(wheels);
      unpack(python, work, wheels);
    });
    rmSync(join(work, 'pip'), { recursive: true, force: true });
    const libraries = readdirSync(work)
      .filter(name => name.includes('.so'))
      .sort();
    compileAndTry(work, libraries);
    writeReady(work, libraries);
    rmSync(nativeFolder, { recursive: true, force: true });
    renameSync(work, nativeFolder);
  } catch (error) {
    rmSync(work, { recursive: true, force: true });
    throw error;
  }
}

/** Compiles the addon anew, from other sources than the last time, against the libraries that are there. */
function makeAddon({ libraries }) {
  needCompiler();
  // Without its word the folder is not ready while the addon changes.
  rmSync(readyPath, { force: true });
  try {
    compileAndTry(nativeFolder, libraries);
  } finally {
    // The libraries are whole whatever became of the addon; without a recipe it is made again.
    writeReady(nativeFolder, libraries, existsSync(builtAddon) ? recipe() : undefined);
  }
}

function compileAndTry(folder, libraries) {
  const made = join(folder, 'tfjs_binding.node');
  rmSync(made, { force: true });
  stage('the addon of tfjs, compiled', () => compile(folder, libraries, made));
  try {
    stage('the addon, tried', () => tryAddon(made));
  } catch (error) {
    rmSync(made, { force: true });
    throw error;
  }
}

function writeReady(folder, libraries, of = recipe()) {
  const path = join(folder, 'ready.json');
  const ready = { version: tensorflowVersion, flavour, libraries, recipe: of };
  writeFileSync(`${path}.tmp`, JSON.stringify(ready));
  renameSync(`${path}.tmp`, path);
}

function checkTools() {
  if (process.platform !== 'linux') {
    throw new SetUpError(`the native library is set up on Linux only, and this is ${process.platform}`);
  }
  if (!existsSync(binding)) throw new SetUpError('node_modules is missing; run `npm ci` first');
  const python = findPython();
  if (!hasProgram(python, ['-m', 'pip', '--version'])) needModule(python, 'pip', 'python3-pip');
  needCompiler();
  mkdirSync(dirname(nativeFolder), { recursive: true });
  const { bavail, bsize } = statfsSync(dirname(nativeFolder));
  const freeGiB = (bavail * bsize) / 2 ** 30;
  const neededGiB = flavour === 'gpu' ? 12 : 1.5;
  if (freeGiB < neededGiB) {
    throw new SetUpError(
      `the disk has ${freeGiB.toFixed(1)} GiB free, and ${neededGiB} are needed; make room`,
    );
  }
  return python;
}

function needCompiler() {
  if (!hasProgram('g++')) throw new SetUpError('g++ is missing; on Debian: apt-get install g++');
}

function download(python, work) {
  const wheels = join(work, 'wheels');
  const temporary = join(work, 'pip');
  mkdirSync(temporary, { recursive: true });
  const env = { ...process.env, TMPDIR: temporary, PIP_DISABLE_PIP_VERSION_CHECK: '1' };
  const hint = 'is there a network, and does pip reach PyPI?';
  const common = ['-m', 'pip', 'download', '--quiet', '--only-binary=:all:', '--dest', wheels];
  // The CPU build for ARM goes by the plain name.
  const name = flavour === 'gpu' || process.arch !== 'x64' ? 'tensorflow' : 'tensorflow-cpu';
  if (flavour === 'gpu') {
    runProgram(python, [...common, `tensorflow[and-cuda]==${tensorflowVersion}`], { env, hint });
  } else {
    const wanted = ['--no-deps', `${name}==${tensorflowVersion}`];
    try {
      runProgram(python, [...common, ...wanted], { env });
    } catch {
      // A Python without a wheel of its own: any wheel will do, since only its libraries are used.
      const machine = process.arch === 'x64' ? 'x86_64' : 'aarch64';
      const other = ['--python-version', '3.12', '--implementation', 'cp', '--abi', 'cp312'];
      const platform = ['--platform', `manylinux_2_27_${machine}`];
      runProgram(python, [...common, ...other, ...platform, ...wanted], { env, hint });
    }
  }
  return readdirSync(wheels)
    .filter(file => /^(tensorflow|nvidia)/.test(file))
    .map(file => join(wheels, file));
}

// Takes the shared libraries, flat, and the few headers that the binding and the guard include.
const unpackScript = `
import shutil, sys, zipfile, os
to = sys.argv[1]
headers = ('tensorflow/c/', 'tensorflow/core/platform/', 'tsl/platform/', 'xla/tsl/c/', 'absl/')
for wheel in sys.argv[2:]:
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            folder, base = os.path.split(name)
            if name.startswith('tensorflow/include/') and name[19:].startswith(headers) and base.endswith('.h'):
                target = os.path.join(to, 'include', name[19:])
            elif '.so' in base and (folder.startswith('nvidia/') or (folder == 'tensorflow' and base.startswith('libtensorflow_'))):
                target = os.path.join(to, base)
            else:
                continue
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with archive.open(name) as source, open(target, 'wb') as out:
                shutil.copyfileobj(source, out, 1 << 20)
`;

function unpack(python, work, wheels) {
  runProgram(python, ['-c', unpackScript, work, ...wheels]);
  for (const name of ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']) {
    if (!existsSync(join(work, name))) throw new SetUpError(`the wheel of TensorFlow has no ${name}`);
  }
  rmSync(join(work, 'wheels'), { recursive: true, force: true });
}

function compile(folder, libraries, target) {
  const headers = join(packages, 'node-api-headers', 'include');
  const sources = ['binding/tfjs_backend.cc', 'binding/tfjs_binding.cc', guard('guard.cc')];
  const include = [`-I${headers}`, `-I${join(folder, 'include')}`, '-I.'];
  const link = libraries.filter(name => name.startsWith('libtensorflow_')).map(name => join(folder, name));
  // Relative to the addon, so that the checkout may be moved; the second is for the trial in `folder`.
  const up = relative(dirname(addon), nativeFolder);
  const paths = [`$ORIGIN/${up}`, '$ORIGIN'].map(path => `-Wl,-rpath,${path}`);
  runProgram('g++', [...compilerFlags, ...include, ...sources, '-o', target, ...link, ...paths], {
    cwd: binding,
  });
}

function tryAddon(path) {
  const script = 'process.stdout.write(require(process.argv[1]).TF_Version)';
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' };
  const version = runProgram(process.execPath, ['-e', script, path], { env });
  if (version !== tensorflowVersion) say(`set-up: the library says it is TensorFlow ${version}`);
}
