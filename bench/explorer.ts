/**
 * The explorer's page: its size, how soon it can be used, how fast it draws and how near to Node.
 *
 * `npm run bench:explorer -- RUN [RUN …] [--data DIR]` writes bench/explorer.json and a section of bench/README.md.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { Browser } from 'playwright-core';
import { loadBackend } from '../lib/engine/index.js';
import { loadData } from '../lib/experiments/config/load-data.js';
import { disposeModel, modelOfRun } from '../lib/experiments/run/model-of-run.js';
import { RunFolder } from '../lib/experiments/run/run-folder.js';
import { explorerPage } from '../lib/explorer/explorer-page.js';
import { checkExplorable, packExplorer } from '../lib/explorer/pack.js';
import type { Explorer } from '../lib/explorer/page/explorer.js';
import { samplePrior } from '../lib/latent/prior.js';
import { type Points, Rng } from '../lib/base/index.js';
import { decodeCodes } from '../lib/models/inference.js';
import { openBrowser, watchedPage } from '../test/support/chromium.js';
import { frameTimes } from '../test/support/frames.js';
import { formatReport, type Mark, type Report } from './explorer-report.js';
import { occasionOf } from './occasion.js';
import { median } from './race.js';
import { runBench } from './run-bench.js';
import { saveReport } from './save.js';

/** Times that the page is opened, codes that are compared, decodes and frames that are timed. */
const [starts, compared, timed, frames] = [5, 50, 100, 120];

declare global {
  // oxlint-disable-next-line no-var
  var explorer: Explorer | undefined;
}

/** Codes of each model and what Node decodes from them. */
interface Expected {
  readonly codes: Points<Float32Array>;
  readonly pixels: Float32Array;
}

function expectedOf(folder: RunFolder): Expected {
  const { model } = modelOfRun(folder);
  const codes = samplePrior(model.config.prior, compared, Rng.fromSeed(11));
  const pixels = decodeCodes(model, codes);
  disposeModel(model);
  return { codes, pixels };
}

interface Opened {
  readonly readyMs: number;
  readonly decodesPerSecond: Record<string, number>;
  readonly frames: Record<string, { median: number; p95: number }>;
  readonly difference: number;
  readonly engine: string;
  readonly complaints: readonly string[];
}

async function openOnce(browser: Browser, file: string, expected: readonly Expected[]): Promise<Opened> {
  const { page, outside } = await watchedPage(browser);
  await page.goto(pathToFileURL(file).href);
  await page.waitForSelector('html[data-measured]');
  const readyMs = await page.evaluate(() => Number(document.documentElement.dataset['readyAfter']));
  let difference = 0;
  for (const [i, { codes, pixels }] of expected.entries()) {
    const drawn = await page.evaluate(
      async ([model, z, shape]) => {
        const codes = { data: Float32Array.from(z), shape };
        return [...((await globalThis.explorer?.models[model]?.decode(codes)) ?? [])];
      },
      [i, [...codes.data], codes.shape] as const,
    );
    pixels.forEach((value, k) => (difference = Math.max(difference, Math.abs(value - (drawn[k] ?? NaN)))));
  }
  const decodesPerSecond = await page.evaluate(async count => {
    const rates: Record<string, number> = {};
    for (const model of globalThis.explorer?.models ?? []) {
      const start = performance.now();
      for (let k = 0; k < count; k++) await model.decodeOne(model.codeOf(k));
      rates[model.header.title] = (1000 * count) / (performance.now() - start);
    }
    return rates;
  }, timed);
  const found: Record<string, { median: number; p95: number }> = {};
  for (const [what, kind] of [
    ['over points', 'hover'],
    ['pans', 'pan'],
    ['zooms', 'zoom'],
    ['drags the cursor, all models follow', 'move'],
  ] as const) {
    const times = (await frameTimes(page, kind, frames)).sort((a, b) => a - b);
    found[what] = { median: median(times), p95: times[Math.floor(0.95 * times.length)]! };
  }
  const engine = (await page.locator('#engine').textContent()) ?? '';
  await page.close();
  return { readyMs, decodesPerSecond, frames: found, difference, engine, complaints: outside };
}

function marksOf(bytes: number, opened: readonly Opened[]): Mark[] {
  const last = opened.at(-1)!;
  const rate = (what: string): number => 1000 / (last.frames[what]?.median ?? NaN);
  const most = { kind: 'most' } as const;
  const least = { kind: 'least', bound: 30 } as const;
  return [
    { what: 'size of the page, MiB', value: bytes / 2 ** 20, bound: 8, ...most },
    {
      what: 'interactive after, median, s',
      value: median(opened.map(({ readyMs }) => readyMs)) / 1000,
      bound: 3,
      ...most,
    },
    {
      what: 'decodes a second, slowest model',
      value: Math.min(...Object.values(last.decodesPerSecond)),
      ...least,
    },
    { what: 'largest difference of a pixel from Node', value: last.difference, bound: 1e-3, ...most },
    { what: 'frames a second over points', value: rate('over points'), ...least },
    { what: 'frames a second while panning', value: rate('pans'), ...least },
    {
      what: 'requests and complaints of the console',
      value: opened.reduce((sum, { complaints }) => sum + complaints.length, 0),
      bound: 0,
      ...most,
    },
  ];
}

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { data: { type: 'string' } },
  });
  const occasion = occasionOf('explorer');
  const folders = positionals.map(path => RunFolder.open(path));
  checkExplorable(folders);
  const first = folders[0]!;
  await loadBackend();
  const data = await loadData(first.config.data, values.data === undefined ? {} : { directory: values.data });
  const packed = await packExplorer(folders, data);
  const html = await explorerPage(packed);
  const expected = folders.map(expectedOf);
  const folder = mkdtempSync(join(tmpdir(), 'wae-bench-explorer-'));
  const browser = await openBrowser();
  try {
    const file = join(folder, 'explorer.html');
    writeFileSync(file, html);
    const opened: Opened[] = [];
    for (let k = 0; k < starts; k++) {
      opened.push(await openOnce(browser, file, expected));
      console.log(JSON.stringify(opened.at(-1)));
    }
    const last = opened.at(-1)!;
    const report: Report = {
      ...occasion,
      models: packed.header.models.map(({ title }) => title),
      dataset: packed.header.dataset,
      codes: packed.header.count,
      dimension: first.config.model.prior.dimension,
      engine: last.engine,
      browser: `Chromium ${browser.version()}`,
      readyMs: opened.map(({ readyMs }) => Math.round(readyMs)),
      decodesPerSecond: last.decodesPerSecond,
      frames: last.frames,
      marks: marksOf(Buffer.byteLength(html), opened),
    };
    saveReport('explorer', report, formatReport(report));
    for (const { what, value, kind, bound } of report.marks) {
      console.log(`${what}: ${value.toPrecision(4)} (${kind === 'least' ? 'at least' : 'at most'} ${bound})`);
    }
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

await runBench(main);
