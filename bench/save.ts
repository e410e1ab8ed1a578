import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../lib/node/data-folders.js';
import { writeFileWhole } from '../lib/node/whole-files.js';
import { replaceSection } from './section.js';

const root = repositoryRoot();

/** Where a bench's report lies. */
export function reportPath(name: string): string {
  return join(root, 'bench', `${name}.json`);
}

/** Writes a report to `bench/<name>.json`, and as Markdown to the section `section` of bench/README.md. */
export function saveReport(name: string, report: object, text: string, section: string = name): void {
  writeFileWhole(reportPath(name), `${JSON.stringify(report, undefined, 2)}\n`);
  const readme = join(root, 'bench', 'README.md');
  writeFileWhole(readme, replaceSection(readFileSync(readme, 'utf8'), section, text));
}

/** Writes the report of a part of a bench to `.bench/<name>.json` alone. */
export function savePart(name: string, report: object): void {
  mkdirSync(join(root, '.bench'), { recursive: true });
  writeFileWhole(join(root, '.bench', `${name}.json`), `${JSON.stringify(report, undefined, 2)}\n`);
  console.log(`a part of the bench: written to .bench/${name}.json alone`);
}
