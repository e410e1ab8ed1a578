import type sharp from 'sharp';
import { SetUpError } from '../base/index.js';

/**
 * The image library, loaded where it is asked for: without it the rest works, and `wae doctor` says what is missing.
 * @throws SetUpError where it does not load
 */
export async function loadSharp(): Promise<typeof sharp> {
  try {
    return (await import('sharp')).default;
  } catch (error) {
    throw new SetUpError(
      'the image library sharp does not load; run `npm ci` again, with optional packages',
      {
        cause: error,
      },
    );
  }
}
