import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';

/** The root of the repository. */
export const root: string = fileURLToPath(new URL('../../..', import.meta.url));

/** A JupyterLab that `npm run lab` started. */
export interface Lab {
  /** Address with its token. */
  readonly url: string;
  /** What it printed. */
  log(): string;
  /** Ends the server and its kernels. */
  stop(): Promise<void>;
}

/**
 * What the tests ask of JupyterLab's settings: save nothing unless told, and keep every cell on the page, in view or not.
 */
const settings = {
  'docmanager-extension/plugin': { autosave: false },
  'notebook-extension/tracker': { windowingMode: 'none' },
};

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise(done => server.close(done));
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}

/** A home of its own in `folder` for what JupyterLab keeps: settings, workspaces, keys, which notebooks are trusted. */
function environment(folder: string): NodeJS.ProcessEnv {
  for (const [name, values] of Object.entries(settings)) {
    const path = join(folder, 'settings', '@jupyterlab', `${name}.jupyterlab-settings`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, JSON.stringify(values));
  }
  return {
    ...process.env,
    JUPYTERLAB_SETTINGS_DIR: join(folder, 'settings'),
    JUPYTERLAB_WORKSPACES_DIR: join(folder, 'workspaces'),
    JUPYTER_CONFIG_DIR: join(folder, 'config'),
    JUPYTER_DATA_DIR: join(folder, 'data'),
    JUPYTER_RUNTIME_DIR: join(folder, 'runtime'),
    IPYTHONDIR: join(folder, 'ipython'),
  };
}

/**
 * Runs `npm run lab` on a free port, without opening a browser.
 * @param folder an empty one, for what JupyterLab keeps
 * @param path what it opens; by default notebooks/
 */
export async function startLab(folder: string, path: readonly string[] = []): Promise<Lab> {
  const [port, token] = [await freePort(), 'for-this-test'];
  const options = [
    '--no-browser',
    '--allow-root',
    '--LabApp.expose_app_in_browser=True',
    `--ServerApp.port=${port}`,
    '--ServerApp.port_retries=0',
    `--IdentityProvider.token=${token}`,
  ];
  const child = spawn(process.execPath, [join(root, 'scripts', 'lab.mjs'), ...path, ...options], {
    cwd: root,
    env: environment(folder),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', text => (log += String(text)));
  const ended = new Promise(done => child.on('close', done));
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
  };
  for (let waited = 0; waited < 120_000; waited += 250) {
    const answer = await fetch(`http://127.0.0.1:${port}/api/status?token=${token}`).catch(() => undefined);
    if (answer?.ok === true)
      return { url: `http://127.0.0.1:${port}/lab?token=${token}`, log: () => log, stop };
    if (child.exitCode !== null) break;
    await new Promise(done => setTimeout(done, 250));
  }
  await stop();
  throw new Error(`JupyterLab did not start\n${log}`);
}

/** JupyterLab's page, once its list of files is there; `trouble` gathers requests to others and errors of the page. */
export async function openLab(
  browser: Browser,
  lab: Lab,
): Promise<{ readonly page: Page; readonly trouble: string[] }> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
  const trouble: string[] = [];
  page.on('request', request => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith('http') && origin !== new URL(lab.url).origin)
      trouble.push(`request ${request.url()}`);
  });
  page.on('pageerror', error => trouble.push(error.message));
  await page.goto(lab.url);
  await page.locator('.jp-DirListing-item').first().waitFor();
  return { page, trouble };
}

/** Opens a notebook as a person does, by a double click on its name, and waits for its kernel. */
export async function openNotebook(page: Page, file: string): Promise<void> {
  await page.locator(`.jp-DirListing-item[title^="Name: ${file}"]`).dblclick();
  await page.locator('.jp-Notebook .jp-Cell').first().waitFor();
  await page.getByText('TypeScript (tslab) | Idle').waitFor({ timeout: 60_000 });
}

/** Chooses Run All Cells in the menu, and waits for the last cell. */
export async function runAll(page: Page, timeoutMs = 600_000): Promise<void> {
  await page.getByRole('menuitem', { name: 'Run', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Run All Cells', exact: true }).click();
  await page.locator('.jp-Notebook .jp-InputPrompt', { hasText: '*' }).first().waitFor();
  await allDone(page, timeoutMs);
}

/** Waits until no cell runs or waits for its turn. */
export async function allDone(page: Page, timeoutMs = 600_000): Promise<void> {
  const running = page.locator('.jp-Notebook .jp-InputPrompt', { hasText: '*' });
  await running.first().waitFor({ state: 'detached', timeout: timeoutMs });
}

/** Takes away what a notebook shows, and the counts of its cells, so that what is there later was made here. */
export async function clearOutputs(page: Page): Promise<void> {
  await page.getByRole('menuitem', { name: 'Edit', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Clear Outputs of All Cells', exact: true }).click();
  await page.locator('.jp-Notebook .jp-OutputArea-output').first().waitFor({ state: 'detached' });
}

/** A notebook's code cell, as Jupyter stores it. */
interface CodeCell {
  readonly cell_type: string;
  readonly execution_count: number | null;
  readonly outputs: readonly {
    readonly output_type: string;
    readonly name?: string;
    readonly text?: string | readonly string[];
    readonly ename?: string;
    readonly evalue?: string;
  }[];
}

/** The part of JupyterLab that gives the notebook in front; `--LabApp.expose_app_in_browser` makes it global. */
interface ExposedLab {
  readonly jupyterapp: {
    readonly shell: { readonly currentWidget: { readonly content: { readonly model: Model } } };
  };
}

interface Model {
  toJSON(): { readonly cells: readonly CodeCell[] };
}

/** A line of a stack, or the name of an error with its message. */
const trace = /^\s+at .+:\d+:\d+\)?$|^(Uncaught )?\w*(Error|Exception)\b.*:|^Traceback /m;

/**
 * What is wrong with a notebook's cells after they ran: one did not run, shows an error, or prints one. The page itself
 * shows an error as it shows text on stderr.
 */
export async function faultsOf(page: Page): Promise<readonly string[]> {
  const { cells } = await page.evaluate(() =>
    (globalThis as unknown as ExposedLab).jupyterapp.shell.currentWidget.content.model.toJSON(),
  );
  const faults: string[] = [];
  for (const [index, cell] of cells.filter(({ cell_type: type }) => type === 'code').entries()) {
    const name = `code cell ${index + 1}`;
    if (cell.execution_count === null) faults.push(`${name} did not run`);
    for (const output of cell.outputs) {
      const text = [output.text ?? ''].flat().join('');
      if (output.output_type === 'error') faults.push(`${name} shows ${output.ename}: ${output.evalue}`);
      else if (output.name === 'stderr' && trace.test(text))
        faults.push(`${name} prints ${text.split('\n', 1)[0]}`);
    }
  }
  return faults;
}

/** Saves a notebook by the keyboard, and waits until it is saved. */
export async function save(page: Page): Promise<void> {
  await page.locator('.jp-Notebook .jp-Cell').first().click();
  await page.keyboard.press('Control+s');
  await page.getByText('Saving completed').first().waitFor();
}

/** Leaves a notebook, with its kernel, and without saving it. */
export async function closeNotebook(page: Page): Promise<void> {
  await page.getByRole('menuitem', { name: 'File', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Close and Shut Down Notebook' }).click();
  for (const name of [/^(Close and Shut Down|Shut Down|Ok)$/i, /^(Discard|Don't Save).*$/i]) {
    await page
      .locator('.jp-Dialog')
      .getByRole('button', { name })
      .click({ timeout: 3000 })
      .catch(() => {});
  }
  await page.locator('.jp-Notebook').waitFor({ state: 'detached' });
}
