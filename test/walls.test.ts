import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { repositoryRoot } from '../lib/node/data-folders.js';
import { temporaryFolder } from './support/temporary-folder.js';

const root = repositoryRoot();
const oxlint = join(root, 'node_modules', 'oxlint', 'bin', 'oxlint');

/** Imports that the project's lint refuses in files of a library, one a file; `path: import` -> whether it is refused. */
async function refused(
  t: ExecutionContext,
  files: Readonly<Record<string, string>>,
): Promise<Record<string, boolean>> {
  const folder = await temporaryFolder(t);
  copyFileSync(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
  for (const [path, line] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), `${line}\nexport const used: unknown = x;\n`);
  }
  const { stdout } = spawnSync(process.execPath, [oxlint, '--format', 'json', 'lib'], {
    cwd: folder,
    encoding: 'utf8',
  });
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string; filename: string }[] };
  const found = diagnostics.filter(({ code }) => code.includes('no-restricted-imports'));
  return Object.fromEntries(
    Object.keys(files).map(path => [path, found.some(({ filename }) => filename === path)]),
  );
}

const value = (path: string): string => `import { x } from '${path}';`;

test('the lint refuses imports that go up, round the index, to a package or to Node', async t => {
  const wrong = {
    'lib/base/up.ts': value('../ot/index.js'),
    'lib/base/package.ts': value('zod'),
    'lib/ot/exact/up.ts': value('../../engine/index.js'),
    'lib/ot/exact/package.ts': value('@tensorflow/tfjs'),
    'lib/ot/node.ts': value('node:fs'),
    'lib/ot/round.ts': value('../base/matrix.js'),
    'lib/theory/up.ts': value('../models/index.js'),
    'lib/theory/package.ts': value('@tensorflow/tfjs'),
    'lib/latent/up.ts': value('../metrics/index.js'),
    'lib/latent/package.ts': value('@tensorflow/tfjs'),
    'lib/penalties/up.ts': value('../models/index.js'),
    'lib/models/up.ts': value('../training/index.js'),
    'lib/models/node.ts': value('node:fs'),
    'lib/adversaries/up.ts': value('../training/index.js'),
    'lib/training/up.ts': value('../datasets/index.js'),
    'lib/metrics/codes/up.ts': value('../../training/index.js'),
    'lib/metrics/codes/node.ts': value('node:path'),
    'lib/samplers/up.ts': value('../training/index.js'),
    'lib/figures/models.ts': value('../models/index.js'),
    'lib/figures/metrics.ts': value('../metrics/index.js'),
    'lib/figures/plotly/node.ts': value('node:fs'),
    'lib/datasets/up.ts': value('../experiments/index.js'),
    'lib/experiments/up.ts': value('../cli/index.js'),
    'lib/cli/round.ts': value('../experiments/config/config.js'),
  };
  const right = {
    'lib/ot/exact/down.ts': value('../../base/index.js'),
    'lib/ot/exact/inside.ts': value('../geometry/cost.js'),
    'lib/ot/gaussian/package.ts': value('ml-matrix'),
    'lib/training/types.ts':
      "import type { x as X } from '../datasets/index.js';\nconst x: X | undefined = undefined;",
    'lib/engine/backend.ts': value('node:module'),
    'lib/figures/plotly/save.ts': value('node:fs'),
    'lib/datasets/node.ts': value('node:fs'),
    'lib/cli/down.ts': value('../experiments/index.js'),
  };
  const found = await refused(t, { ...wrong, ...right });
  t.deepEqual(
    found,
    Object.fromEntries([
      ...Object.keys(wrong).map(path => [path, true] as const),
      ...Object.keys(right).map(path => [path, false] as const),
    ]),
  );
});
