// What runs inside the page of `explorerPage`. It is bundled with the library's networks, and imports nothing of Node's.
import { type ExplorerHeader, sectionNames } from '../explorer-data.js';
import { start } from './start.js';
import { readJson } from './sections.js';
import { make } from './dom.js';

async function main(): Promise<void> {
  const root = document.getElementById('explorer')!;
  try {
    await start(root, (await readJson(sectionNames.header)) as ExplorerHeader);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    root.replaceChildren(make('p', { class: 'message' }, `The page can not be shown: ${reason}.`));
  }
}

void main();
