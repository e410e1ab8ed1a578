import { readFileSync } from 'node:fs';

/** Reads `test/fixtures/<name>.json`, numbers that another program computed (its script lies beside). */
export function readFixture(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../../test/fixtures/${name}.json`, import.meta.url), 'utf8'));
}
