import type { Dataset } from '../datasets/index.js';
import { type DataConfig, loadData } from '../experiments/index.js';
import { showPreparation } from './preparation.js';

/** Skipped pictures that are listed by name. */
const listed = 5;

/**
 * Loads images, shows how far their preparation is, and lists the pictures that could not be read.
 * @throws the signal's reason where it is aborted before the end
 */
export async function loadDataAloud(
  config: DataConfig,
  directory: string | undefined,
  signal: AbortSignal,
): Promise<Dataset> {
  const { onProgress, stop } = showPreparation(config.name);
  try {
    const data = await loadData(config, {
      signal,
      onProgress,
      ...(directory === undefined ? {} : { directory }),
    });
    const skipped = data.skipped ?? [];
    if (skipped.length > 0) {
      const names = skipped.slice(0, listed).map(({ name, reason }) => `${name} (${reason})`);
      const more = skipped.length > listed ? ` and ${skipped.length - listed} more` : '';
      stop();
      process.stderr.write(
        `${skipped.length} pictures could not be read and are left out: ${names.join(', ')}${more}\n`,
      );
    }
    return data;
  } finally {
    stop();
  }
}
