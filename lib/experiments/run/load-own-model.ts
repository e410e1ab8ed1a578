import { createHash } from 'node:crypto';
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UserError } from '../../base/index.js';
import { readFileNamed } from '../../node/index.js';
import { type OwnCode, type OwnModel, ownParts, registerOwnModel } from '../../models/index.js';

/**
 * Loads a model file: a module that exports any of `penalty`, `kernel`, `encoder` and `decoder` ({@link OwnModel}). It is code
 * and runs with the rights of whoever calls this.
 * @returns what `config.json` says of it
 * @throws UserError if it can't be read or loaded, exports none of them, two that exclude each other, or something else
 */
export async function loadOwnModel(path: string): Promise<OwnCode> {
  const { bytes } = readFileNamed(path, { noun: 'model file', remedy: 'check its path' });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  // The checksum in the address: a file that was changed is loaded anew.
  const address = `${pathToFileURL(resolve(path)).href}?${sha256}`;
  let model: Record<string, unknown>;
  try {
    model = (await import(address)) as Record<string, unknown>;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`${path} can't be loaded (${reason}); mend it`, { cause: error });
  }
  const replaces = ownParts.filter(part => typeof model[part] === 'function');
  const strangers = Object.keys(model).filter(name => !replaces.some(part => part === name));
  const wanted = `it may export the functions ${ownParts.join(', ')}`;
  if (strangers.length > 0) throw new UserError(`${path} exports ${strangers.join(', ')}; ${wanted}`);
  if (replaces.length === 0) throw new UserError(`${path} exports no function; ${wanted}`);
  if (replaces.includes('penalty') && replaces.includes('kernel')) {
    throw new UserError(
      `${path} exports a penalty and a kernel, and the kernel is the MMD's; export one of them`,
    );
  }
  const code = { file: basename(path), sha256, replaces };
  registerOwnModel(code, model as OwnModel);
  return code;
}
