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
import { dirname, join } from 'node:path';
import { findPython, needModule } from './python.mjs';
import { SetUpError, hasProgram, readJson, root, runProgram, say, stage } from './stage.mjs';

/** The TensorFlow whose shared libraries run below tfjs. */
export const tensorflowVersion = '2.21.0';

// `gpu` takes the CUDA build and NVIDIA's own libraries, several GB. It was written from the wheels'
// metadata and has not been tried on a machine with a GPU and a network.
const flavour = process.env.WAE_TENSORFLOW === 'gpu' ? 'gpu' : 'cpu';
const folderName = `tensorflow-${tensorflowVersion}${flavour === 'gpu' ? '-gpu' : ''}`;
const nativeFolder = join(root, 'build', 'native', folderName);
const binding = join(root, 'node_modules', '@tensorflow', 'tfjs-node-gpu');
const addon = join(binding, 'lib', 'napi-v8', 'tfjs_binding.node');
const builtAddon = join(nativeFolder, 'tfjs_binding.node');

/** Whether the addon in node_modules is the one that was built here, and its libraries are there. */
export function nativeIsReady() {
  const ready = readJson(join(nativeFolder, 'ready.json'));
  if (ready?.version !== tensorflowVersion) return false;
  try {
    return ready.libraries.every(name => existsSync(join(nativeFolder, name))) && sameFile(builtAddon, addon);
  } catch {
    return false;
  }
}

function sameFile(a, b) {
  return statSync(a).size === statSync(b).size && readFileSync(a).equals(readFileSync(b));
}

/**
 * Makes the native addon of @tensorflow/tfjs-node-gpu: TensorFlow's shared libraries from its Python wheel,
 * kept in build/native, and the package's own binding compiled against them.
 *
 * Everything is made in a folder beside and appears by one rename, so a set-up that was killed can be run again.
 */
export function setUpNative() {
  const ready = readJson(join(nativeFolder, 'ready.json'));
  if (ready?.version !== tensorflowVersion || !existsSync(builtAddon)) makeNativeFolder();
  // `npm ci` empties node_modules; the addon that was built before still fits.
  mkdirSync(dirname(addon), { recursive: true });
  copyFileSync(builtAddon, `${addon}.tmp`);
  renameSync(`${addon}.tmp`, addon);
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
    stage('its libraries, unpacked', () => unpack(python, work, wheels));
    const libraries = readdirSync(work)
      .filter(name => name.includes('.so'))
      .sort();
    stage('the addon of tfjs, compiled', () => compile(work, libraries));
    stage('the addon, tried', () => tryAddon(work));
    for (const left of ['include', 'wheels', 'pip'])
      rmSync(join(work, left), { recursive: true, force: true });
    writeFileSync(
      join(work, 'ready.json'),
      JSON.stringify({ version: tensorflowVersion, flavour, libraries }),
    );
    rmSync(nativeFolder, { recursive: true, force: true });
    renameSync(work, nativeFolder);
  } catch (error) {
    rmSync(work, { recursive: true, force: true });
    throw error;
  }
}

function checkTools() {
  if (process.platform !== 'linux') {
    throw new SetUpError(`the native library is set up on Linux only, and this is ${process.platform}`);
  }
  if (!existsSync(binding)) throw new SetUpError('node_modules is missing; run `npm ci` first');
  const python = findPython();
  if (!hasProgram(python, ['-m', 'pip', '--version'])) needModule(python, 'pip', 'python3-pip');
  if (!hasProgram('g++')) throw new SetUpError('g++ is missing; on Debian: apt-get install g++');
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

// Takes the shared libraries, flat, and the few headers that the binding includes.
const unpackScript = `
import shutil, sys, zipfile, os
to = sys.argv[1]
headers = ('tensorflow/c/', 'tensorflow/core/platform/', 'tsl/platform/', 'xla/tsl/c/')
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

function compile(work, libraries) {
  const headers = join(root, 'node_modules', 'node-api-headers', 'include');
  const sources = ['binding/tfjs_backend.cc', 'binding/tfjs_binding.cc'];
  const include = [`-I${headers}`, `-I${join(work, 'include')}`, '-I.'];
  const link = libraries.filter(name => name.startsWith('libtensorflow_')).map(name => join(work, name));
  // Relative to the addon, so that the checkout may be moved; the second is for the trial in `work`.
  const paths = [`$ORIGIN/../../../../../build/native/${folderName}`, '$ORIGIN'].map(
    path => `-Wl,-rpath,${path}`,
  );
  // DT_RPATH, which also serves the libraries that the libraries need.
  const flags = ['-O2', '-std=c++17', '-fPIC', '-shared', '-DNAPI_VERSION=8', '-Wl,--disable-new-dtags'];
  const target = ['-o', join(work, 'tfjs_binding.node')];
  runProgram('g++', [...flags, ...include, ...sources, ...target, ...link, ...paths], { cwd: binding });
}

function tryAddon(work) {
  const script = 'process.stdout.write(require(process.argv[1]).TF_Version)';
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' };
  const version = runProgram(process.execPath, ['-e', script, join(work, 'tfjs_binding.node')], { env });
  if (version !== tensorflowVersion) say(`set-up: the library says it is TensorFlow ${version}`);
}
