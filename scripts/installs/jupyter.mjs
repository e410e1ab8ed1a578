import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findPython, needModule } from './python.mjs';
import { readJson, root, runProgram, stage } from './stage.mjs';

const venv = join(root, '.venv');
const requirements = ['jupyterlab==4.6.6', 'nbclient==0.11.0', 'nbconvert==7.17.2'];
// JupyterLab's renderer of `application/vnd.plotly.v1+json` is in this wheel; its Python side is not used.
const withoutDependencies = ['plotly==7.1.0'];
const stampPath = join(venv, 'wae.json');
// The scripts in .venv/bin hold the absolute path of the folder that they were installed in, and a clone may be moved
// or copied: what is installed is run as modules of its Python.
const stamp = JSON.stringify({ packages: [...requirements, ...withoutDependencies] });

const kernelPath = join(venv, 'share', 'jupyter', 'kernels', 'tslab', 'kernel.json');
const kernelSpec = `${JSON.stringify(
  {
    argv: ['node', join(root, 'scripts', 'jupyter', 'kernel.cjs'), '--config-path', '{connection_file}'],
    display_name: 'TypeScript (tslab)',
    language: 'typescript',
    interrupt_mode: 'signal',
  },
  null,
  2,
)}\n`;

// JupyterLab runs a CommonJS program of its own in .venv, and the project's package.json says ES modules.
const packagePath = join(venv, 'package.json');
const packageJson = '{ "type": "commonjs" }\n';

// Nothing is asked of the network: JupyterLab neither offers its news nor looks for a newer version.
const settingsPath = join(venv, 'share', 'jupyter', 'lab', 'settings', 'overrides.json');
const notifications = { fetchNews: 'false', checkForUpdates: false };
const settings = `${JSON.stringify({ '@jupyterlab/apputils-extension:notification': notifications }, null, 2)}\n`;

const files = new Map([
  [settingsPath, settings],
  [kernelPath, kernelSpec],
  [packagePath, packageJson],
]);

/** Whether `.venv` holds JupyterLab and a kernelspec that starts this checkout's kernel. */
export function isReady() {
  const installed = JSON.stringify(readJson(stampPath)) === stamp && existsSync(join(venv, 'bin', 'python'));
  return installed && [...files.keys()].every(isWritten);
}

function isWritten(path) {
  return existsSync(path) && readFileSync(path, 'utf8') === files.get(path);
}

/** Makes `.venv` with JupyterLab, nbclient, nbconvert and the kernelspec; its stamp is written last. */
export function make() {
  if (JSON.stringify(readJson(stampPath)) !== stamp || !existsSync(join(venv, 'bin', 'python'))) makeVenv();
  for (const [path, content] of files) {
    if (isWritten(path)) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.tmp`, content);
    renameSync(`${path}.tmp`, path);
  }
}

function makeVenv() {
  const python = findPython();
  needModule(python, 'ensurepip', 'python3-venv');
  const pip = join(venv, 'bin', 'python');
  const env = { ...process.env, PIP_DISABLE_PIP_VERSION_CHECK: '1' };
  const hint = 'is there a network, and does pip reach PyPI?';
  const install = ['-m', 'pip', 'install', '--quiet', '--only-binary=:all:'];
  stage('a Python environment for notebooks', () => {
    rmSync(venv, { recursive: true, force: true });
    runProgram(python, ['-m', 'venv', venv]);
  });
  stage('JupyterLab, 50 MB from PyPI', () => {
    runProgram(pip, [...install, ...requirements], { env, hint });
    runProgram(pip, [...install, '--no-deps', ...withoutDependencies], { env, hint });
  });
  writeFileSync(stampPath, stamp);
}
