import { join } from 'node:path';
import { UserError } from '../../base/index.js';
import { makeFolder, writeFileWhole } from '../../node/index.js';
import { autoEncoderSavedModel, decoderOnnx, encoderOnnx } from '../../models/index.js';
import { disposeModel, modelOfRun } from './model-of-run.js';
import type { RunFolder } from './run-folder.js';

/** The forms in which a model can leave, by their names on the command line. */
export const exportFormats = ['onnx', 'savedmodel'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/**
 * Writes a run's model for other programs: as `onnx`, `encoder.onnx` and `decoder.onnx` with the configuration in their
 * metadata; as `savedmodel`, TensorFlow's `saved_model.pb` with the configuration beside it as `config.json`. The weights
 * are those that are measured.
 * @param out the folder to write in, made if it is not there
 * @returns the paths of the files
 * @throws UserError if the run has no model, or a damaged one, or a network of one's own with a layer that is said in code
 *   alone, or if a file can't be written
 */
export function exportRun(
  folder: RunFolder,
  { format, out }: { readonly format: ExportFormat; readonly out: string },
): readonly string[] {
  const { model } = modelOfRun(folder);
  const config = JSON.stringify(folder.config);
  let files: Readonly<Record<string, Uint8Array | string>>;
  try {
    for (const { network } of [model.encoder, model.decoder]) {
      if (network.operations !== undefined) continue;
      throw new UserError(
        `${folder.path} has a network with a layer that is said in code alone, which can't be exported; ` +
          'make it of the library’s layers without `activation`',
      );
    }
    files =
      format === 'onnx'
        ? { 'encoder.onnx': encoderOnnx(model, { config }), 'decoder.onnx': decoderOnnx(model, { config }) }
        : { 'saved_model.pb': autoEncoderSavedModel(model), 'config.json': config };
  } finally {
    disposeModel(model);
  }
  makeFolder(out);
  return Object.entries(files).map(([name, bytes]) => {
    writeFileWhole(join(out, name), bytes);
    return join(out, name);
  });
}
