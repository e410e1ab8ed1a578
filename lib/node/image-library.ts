import type sharp from 'sharp';
import { importPackage } from './optional-package.js';

/**
 * The image library, loaded when it is asked for: without it the rest works, and `wae doctor` says what is missing.
 * @throws SetUpError if it does not load
 */
export function loadSharp(): Promise<typeof sharp> {
  return importPackage('sharp', 'the reading and writing of JPEG and WebP', async () => {
    return (await import('sharp')).default;
  });
}
