import { createHash } from 'node:crypto';
import { z } from 'zod';
import { UserError } from '../../base/index.js';
import { type FilmFrame, formatHistory, type HistoryRecord } from '../../training/index.js';

const digest = z.strictObject({ length: z.number().int().min(0), sha256: z.string() });
type Digest = z.infer<typeof digest>;

/**
 * What a checkpoint says of the files that it was saved with, as its metadata: length and checksum of the history in
 * bytes, and of the film in frames, up to its step.
 */
export function companionsOf(
  history: readonly HistoryRecord[],
  frames: readonly FilmFrame[],
): Record<'history' | 'film', string> {
  const text = new TextEncoder().encode(formatHistory(history));
  return {
    history: JSON.stringify({ length: text.length, sha256: sha256(text) } satisfies Digest),
    film: JSON.stringify({ length: frames.length, sha256: filmHash(frames) } satisfies Digest),
  };
}

/**
 * Refuses to go on from a checkpoint with another history or film than it was saved with. Checkpoints of earlier versions
 * say nothing; a film that was deleted is gone on without.
 * @param history the whole file
 * @param frames of the film, up to the checkpoint's step; undefined if there is none
 * @throws UserError that names the file
 */
export function checkCompanions(
  metadata: Readonly<Record<string, string>>,
  history: { readonly path: string; readonly bytes: Uint8Array },
  film: { readonly path: string; readonly frames: readonly FilmFrame[] | undefined },
): void {
  const [lines, frames] = [parse(metadata['history']), parse(metadata['film'])];
  if (lines !== undefined) {
    const { length } = history.bytes;
    if (length < lines.length) throw other(history.path, `${length} bytes of ${lines.length}`);
    if (sha256(history.bytes.subarray(0, lines.length)) !== lines.sha256) throw other(history.path);
  }
  if (frames === undefined || film.frames === undefined) return;
  const { length } = film.frames;
  if (length !== frames.length) throw other(film.path, `${length} frames of ${frames.length}`);
  if (filmHash(film.frames) !== frames.sha256) throw other(film.path);
}

function other(path: string, found?: string): UserError {
  return new UserError(
    `${path} is not the one that the checkpoint beside it was saved with (${found ?? 'its checksum is another'}); ` +
      'put back a copy of it, or train again in another folder',
  );
}

/** Undefined if there is none, as in checkpoints of earlier versions; one that can't be read belongs with nothing. */
function parse(text: string | undefined): Digest | undefined {
  if (text === undefined) return undefined;
  try {
    return digest.parse(JSON.parse(text));
  } catch {
    return { length: Infinity, sha256: '' };
  }
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function filmHash(frames: readonly FilmFrame[]): string {
  const hash = createHash('sha256');
  for (const { step, codes, pictures } of frames) {
    const { buffer, byteOffset, byteLength } = codes.data;
    hash
      .update(`${step} ${codes.shape.join(' ')}\n`)
      .update(new Uint8Array(buffer, byteOffset, byteLength))
      .update(pictures);
  }
  return hash.digest('hex');
}
