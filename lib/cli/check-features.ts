import { existsSync } from 'node:fs';
import { featureFilePath, featureNetworkNames, readFeatureFile } from '../metrics/index.js';
import type { Check } from './checks.js';

/** Whether the weights of the feature networks are there and whole, and which they are by their sha256. */
export function checkFeatureNetworks(directory?: string): Check {
  const name = 'feature networks';
  const networks: Record<string, { path: string; sha256?: string; accuracy?: number }> = {};
  const [found, missing, wrong]: [string[], string[], string[]] = [[], [], []];
  for (const network of featureNetworkNames) {
    const path = featureFilePath(network, directory);
    networks[network] = { path };
    if (!existsSync(path)) {
      missing.push(network);
      continue;
    }
    try {
      const { checksum: sha256, card } = readFeatureFile(network, path);
      networks[network] = { path, sha256, accuracy: card.accuracy };
      found.push(`${network} ${sha256.slice(0, 12)} (accuracy ${card.accuracy.toFixed(3)})`);
    } catch (error) {
      wrong.push(error instanceof Error ? error.message : String(error));
    }
  }
  const details = { networks };
  const fix = `put back the project's own files or train them with \`wae features ${missing[0] ?? 'NAME'}\``;
  if (wrong.length > 0) return { name, state: 'broken', says: wrong.join('; '), fix, details };
  const says = [...found, ...missing.map(network => `no ${network}`)].join(', ');
  return missing.length > 0
    ? { name, state: 'warning', says, fix, details }
    : { name, state: 'ok', says: `${says}, checksums right`, details };
}
