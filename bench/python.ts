import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../lib/node/data-folders.js';
import { UserError } from '../lib/base/errors.js';

/** What a rival needs of a Python. */
export interface PythonNeeds {
  /** What is needed, as people call it. */
  readonly name: string;
  /** Where it is installed, below `.bench`. */
  readonly folder: string;
  /** A Python program that ends without an error where it is there, of any release. */
  readonly present: string;
  /** A Python program that ends without an error where it is there, of the release that is raced against. */
  readonly exact: string;
  /** Arguments of `pip install`. */
  readonly packages: readonly string[];
  /** The option that leaves the rival out. */
  readonly without: string;
}

/** Whether a command ends without an error. */
export const works = (command: string, ...args: readonly string[]): boolean =>
  spawnSync(command, args, { stdio: 'ignore' }).status === 0;

/**
 * A Python that has what is needed: that of `WAE_BENCH_PYTHON`, or of `.bench/<folder>`, which is made on first use.
 * @throws UserError where Python is missing, or the installation fails
 */
export function pythonWith({ name, folder, present, exact, packages, without }: PythonNeeds): string {
  const given = process.env['WAE_BENCH_PYTHON'];
  if (given !== undefined) {
    if (works(given, '-c', present)) return given;
    throw new UserError(
      `WAE_BENCH_PYTHON names ${given}, which has no ${name}; unset it, or install ${name} there`,
    );
  }
  const home = join(repositoryRoot(), '.bench', folder);
  const python = join(home, 'bin', 'python');
  if (existsSync(python) && works(python, '-c', exact)) return python;
  if (!works('python3', '-c', 'import venv, ensurepip')) {
    throw new UserError(
      `the bench needs Python 3 with venv for ${name}; on Debian: apt-get install python3 python3-venv (or use ${without})`,
    );
  }
  console.log(`installing ${name} into .bench/${folder}, once …`);
  install('python3', ['-m', 'venv', '--clear', home], without);
  install(python, ['-m', 'pip', 'install', '--quiet', '--only-binary=:all:', ...packages], without);
  return python;
}

function install(command: string, args: readonly string[], without: string): void {
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (status === 0) return;
  throw new UserError(
    `${command} ${args.slice(0, 3).join(' ')} failed (${error?.message ?? `exit code ${status}`}); ` +
      `look at its messages above, or use ${without}`,
  );
}
