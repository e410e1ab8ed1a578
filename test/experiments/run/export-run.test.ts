import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import * as runtime from 'onnxruntime-node';
import { UserError } from '../../../lib/base/errors.js';
import { loadBackend } from '../../../lib/engine/index.js';
import { type ExportFormat, exportFormats, exportRun } from '../../../lib/experiments/run/export-run.js';
import { disposeModel, modelOfRun } from '../../../lib/experiments/run/model-of-run.js';
import { RunFolder } from '../../../lib/experiments/run/run-folder.js';
import { trainRun } from '../../../lib/experiments/run/train-run.js';
import { encodeImages } from '../../../lib/models/inference.js';
import { repositoryRoot } from '../../../lib/node/data-folders.js';
import { allClose } from '../../support/all-close.js';
import { slow } from '../../support/slow.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { tinyConfig, tinyData } from '../../support/tiny-models.js';

test.before(async () => {
  await loadBackend();
});

const data = tinyData();

async function trainedRun(t: ExecutionContext): Promise<RunFolder> {
  const config = tinyConfig('vae', { epochs: 1, weightAverage: { decay: 0.9 } });
  const folder = RunFolder.create(join(await temporaryFolder(t), 'run'), config);
  await trainRun(folder, data);
  return folder;
}

slow.serial(
  'exportRun(run, { format: onnx }) writes the model that is measured, with its configuration',
  async t => {
    const folder = await trainedRun(t);
    const out = folder.file('onnx');
    t.deepEqual(exportRun(folder, { format: 'onnx', out }), [
      join(out, 'encoder.onnx'),
      join(out, 'decoder.onnx'),
    ]);
    const session = await runtime.InferenceSession.create(join(out, 'encoder.onnx'));
    const { count, images, shape } = data.test;
    const pixels = Float32Array.from(images, value => value / 255);
    const { mean } = await session.run({ images: new runtime.Tensor('float32', pixels, [count, ...shape]) });
    const { model } = modelOfRun(folder);
    allClose(t, mean!.data as Float32Array, encodeImages(model, images, count).data, { atol: 1e-5 });
    disposeModel(model);
    t.true(readFileSync(join(out, 'encoder.onnx')).includes(JSON.stringify(folder.config)));
    await session.release();
  },
);

test.serial('exportRun(run without a model) asks for one, and writes nothing', async t => {
  const folder = RunFolder.create(join(await temporaryFolder(t), 'run'), tinyConfig('vae'));
  const out = folder.file('onnx');
  t.throws(() => exportRun(folder, { format: 'onnx', out }), { instanceOf: UserError });
  t.false(existsSync(out));
});

/** The Python programs of docs/export.md, in its order, which is that of the formats. */
function examples(): readonly string[] {
  const text = readFileSync(join(repositoryRoot(), 'docs', 'export.md'), 'utf8');
  return [...text.matchAll(/```python\n(.*?)```/gs)].map(([, code]) => code!);
}

const needed: Readonly<Record<ExportFormat, string>> = { onnx: 'onnxruntime', savedmodel: 'tensorflow' };

/** A Python that has a package: `$WAE_PYTHON`, or the system's. */
function pythonWith(name: string): string | undefined {
  const python = process.env['WAE_PYTHON'] ?? 'python3';
  return spawnSync(python, ['-c', `import numpy, ${name}`]).status === 0 ? python : undefined;
}

for (const [k, format] of exportFormats.entries()) {
  slow.serial(`the Python program of docs/export.md for ${format} opens what exportRun writes`, async t => {
    const python = pythonWith(needed[format]);
    if (python === undefined) {
      t.log(`not tried: no Python with ${needed[format]}; WAE_PYTHON names one`);
      t.pass();
      return;
    }
    const folder = await trainedRun(t);
    const out = folder.file(format);
    exportRun(folder, { format, out });
    const program = join(await temporaryFolder(t), 'program.py');
    writeFileSync(program, examples()[k]!);
    const { status, stdout, stderr } = spawnSync(python, [program, out], { encoding: 'utf8' });
    t.is(status, 0, stderr);
    t.regex(stdout, /^digits \(5, 3\) \(5, 8, 8, 1\) \d+\.\d+\n$/);
  });
}
