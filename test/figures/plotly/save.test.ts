import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JSDOM } from 'jsdom';
import { PNG } from 'pngjs';
import { makeFigure } from '../../../lib/figures/plotly/plain-figure.js';
import { figurePage, saveFigure } from '../../../lib/figures/plotly/save.js';
import { slow as test } from '../../support/slow.js';

const folder = mkdtempSync(join(tmpdir(), 'figures-'));
test.after.always(() => rmSync(folder, { recursive: true, force: true }));

const hostile = makeFigure(
  [{ type: 'scatter', y: [1, 2], name: '</script><script>window.bad = 1</script>' }],
  {
    title: { text: 'A &lt;title&gt;' },
  },
);

test('saveFigure writes JSON, PNG and a page that shares one copy of the script', async t => {
  const plotlyScript = join(folder, 'plotly.js');
  const saved = await saveFigure(hostile, join(folder, 'a b', 'c', 'curve'), { plotlyScript });
  t.deepEqual(JSON.parse(readFileSync(saved.json, 'utf8')), hostile);
  t.true(PNG.sync.read(readFileSync(saved.png)).width > 0);
  t.true(readFileSync(saved.html, 'utf8').includes('src="../../plotly.js"'));
  const { mtimeMs } = statSync(plotlyScript);
  await saveFigure(hostile, join(folder, 'other'), { plotlyScript });
  t.is(statSync(plotlyScript).mtimeMs, mtimeMs, 'the script is not written again');
  t.deepEqual(readdirSync(join(folder, 'a b', 'c')).sort(), ['curve.html', 'curve.json', 'curve.png']);
});

test('figurePage draws its figure with plotly, and keeps the picture without', t => {
  const page = figurePage(hostile, 'plotly.js', 'a.png');
  const without = new JSDOM(page, { runScripts: 'dangerously' }).window;
  t.is(without.document.querySelector('#figure img')?.getAttribute('src'), 'a.png');
  const calls: unknown[][] = [];
  const { window } = new JSDOM(page, {
    runScripts: 'dangerously',
    beforeParse: opened => {
      Object.assign(opened, { Plotly: { newPlot: (...call: unknown[]) => calls.push(call) } });
    },
  });
  t.is(window.document.querySelector('#figure img'), null);
  t.deepEqual(JSON.parse(JSON.stringify(calls[0]?.[1])), { ...hostile, config: { displaylogo: false } });
  t.is((window as unknown as { bad?: number }).bad, undefined, 'a label is no script');
  t.is(window.document.title, 'A <title>');
  t.false(/https?:/.test(page), 'nothing is fetched');
});
