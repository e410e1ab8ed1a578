import { spawnSync } from 'node:child_process';
import { SetUpError } from './stage.mjs';

/** The first Python of at least 3.10 on the path; throws SetUpError where there is none. */
export function findPython() {
  let old = '';
  for (const command of ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python']) {
    const result = spawnSync(command, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], {
      encoding: 'utf8',
    });
    if (result.status !== 0) continue;
    const version = result.stdout.trim();
    const [major = 0, minor = 0] = version.split('.').map(Number);
    if (major === 3 && minor >= 10) return command;
    old ||= ` (${command} is ${version})`;
  }
  throw new SetUpError(
    `Python 3.10 or later is missing${old}; on Debian: apt-get install python3 python3-pip python3-venv`,
  );
}

/** Throws SetUpError where a module of Python's own is not installed, as Debian has it. */
export function needModule(python, module, debianPackage) {
  if (spawnSync(python, ['-c', `import ${module}`], { stdio: 'ignore' }).status === 0) return;
  throw new SetUpError(`Python's ${module} is missing; on Debian: apt-get install ${debianPackage}`);
}
