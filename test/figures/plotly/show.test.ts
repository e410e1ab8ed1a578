import { createRequire } from 'node:module';
import { PNG } from 'pngjs';
import { makeFigure } from '../../../lib/figures/plotly/plain-figure.js';
import { encodePng } from '../../../lib/figures/pictures/raster.js';
import {
  figureMime,
  type MimeBundle,
  notebookDisplay,
  show,
  showPng,
  updatingDisplay,
} from '../../../lib/figures/plotly/show.js';
import { slow as test } from '../../support/slow.js';

const figure = makeFigure([{ type: 'bar', y: [1, 2] }], { title: 'two bars', width: 200, height: 150 });
const png = encodePng({ width: 1, height: 1, channels: 1, data: Uint8Array.of(5) });

test('figureMime has the figure, its PNG and a line of text', async t => {
  const bundle = await figureMime(figure);
  t.deepEqual(Object.keys(bundle), ['application/vnd.plotly.v1+json', 'image/png', 'text/plain']);
  t.deepEqual(bundle['application/vnd.plotly.v1+json'], { ...figure, config: { displaylogo: false } });
  t.is(PNG.sync.read(Buffer.from(bundle['image/png'] as string, 'base64')).width, 300);
  t.is(bundle['text/plain'], 'figure "two bars", 1 trace');
});

test('show and showPng hand one bundle to the display', async t => {
  const shown: MimeBundle[] = [];
  await show(figure, bundle => shown.push(bundle));
  showPng(png, bundle => shown.push(bundle), 'a dot');
  t.is(shown.length, 2);
  t.deepEqual(shown[1], { 'image/png': Buffer.from(png).toString('base64'), 'text/plain': 'a dot' });
});

test.serial('updatingDisplay shows one output, and puts every further bundle in its place', t => {
  t.is(updatingDisplay(), undefined, 'no kernel is loaded');
  const path = '/somewhere/node_modules/tslab/dist/jupyter.js';
  const messages: { readonly data: MimeBundle; readonly id: string; readonly update: boolean }[] = [];
  type Message = { readonly data: MimeBundle; readonly transient: { readonly display_id: string } };
  const lastWriteDisplayData = ({ data, transient }: Message, update: boolean): void => {
    messages.push({ data, id: transient.display_id, update });
  };
  const { cache } = createRequire(import.meta.url);
  cache[path] = { exports: { lastWriteDisplayData } } as unknown as NodeJS.Module;
  try {
    const [first, second] = [updatingDisplay(), updatingDisplay()];
    for (const text of ['a', 'b']) first?.({ 'text/plain': text });
    second?.({ 'text/plain': 'c' });
  } finally {
    delete cache[path];
  }
  t.deepEqual(
    messages.map(({ data, update }) => [data['text/plain'], update]),
    [
      ['a', false],
      ['b', true],
      ['c', false],
    ],
  );
  t.is(messages[0]?.id, messages[1]?.id);
  t.not(messages[1]?.id, messages[2]?.id);
});

test.serial('show writes through the tslab kernel that is loaded, in one message', async t => {
  t.is(notebookDisplay(), undefined, 'no kernel is loaded yet');
  const path = '/somewhere/node_modules/tslab/dist/jupyter.js';
  const messages: unknown[][] = [];
  const exports = { lastWriteDisplayData: (...call: unknown[]) => messages.push(call) };
  const { cache } = createRequire(import.meta.url);
  cache[path] = { exports } as unknown as NodeJS.Module;
  try {
    await show(figure);
    showPng(png);
  } finally {
    delete cache[path];
  }
  t.is(messages.length, 2);
  const [message, update] = messages[0] as [
    { data: MimeBundle; metadata: object; transient: object },
    boolean,
  ];
  t.is(update, false);
  t.deepEqual([message.metadata, message.transient], [{}, {}]);
  t.is(Object.keys(message.data).length, 3);
});
