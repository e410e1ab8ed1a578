import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { options } from '../../lib/cli/options.js';
import { runsFolder } from '../../lib/experiments/index.js';
import { repositoryRoot } from '../../lib/node/data-folders.js';
import { slow as test } from '../support/slow.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const program = fileURLToPath(new URL('../support/small-reproduction.js', import.meta.url));

test('wae reproduce writes by default where git ignores it: a clone stays clean, its results as committed', async t => {
  const [root, clone] = [repositoryRoot(), await temporaryFolder(t)];
  const run = (command: string, ...args: readonly string[]): string => {
    const { status, stdout, stderr } = spawnSync(command, args, { cwd: clone, encoding: 'utf8', input: '' });
    t.is(status, 0, `${command} ${args.join(' ')}\n${stderr}`);
    return stdout;
  };
  for (const path of ['.gitignore', 'results/README.md']) cpSync(join(root, path), join(clone, path));
  run('git', 'init', '--quiet');
  run('git', 'add', '.');
  const { defaultValue } = options.outRuns() as { readonly defaultValue?: unknown };
  t.is(defaultValue, runsFolder);
  t.regex(run(process.execPath, program, runsFolder), /done\n$/);
  t.true(existsSync(join(clone, runsFolder, 'README.md')));
  t.true(existsSync(join(clone, runsFolder, 'digits', 'quick-epochs-1-width-2', 'figure.png')));
  // Added to the index and not changed since: `A `; a file that git does not know would be `??`.
  t.is(run('git', 'status', '--porcelain'), 'A  .gitignore\nA  results/README.md\n');
  const table = readFileSync(join(clone, 'results', 'README.md'), 'utf8');
  t.is(table, readFileSync(join(root, 'results', 'README.md'), 'utf8'));
});
