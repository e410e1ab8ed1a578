import test from 'ava';
import { search } from '../../lib/explorer/page/search.js';
import { spreadOut } from '../../lib/explorer/page/thumbnails.js';
import { tickStep } from '../../lib/explorer/page/overlay.js';

const digits = {
  header: { count: 12, classes: ['0', '1', '7'], attributes: [] },
  labels: Uint8Array.from({ length: 12 }, (_, i) => i % 3),
  attributes: new Uint8Array(0),
};

test('search finds an image by its number, a class and an attribute by name', t => {
  t.deepEqual(search(digits, ' #7 '), { kind: 'image', index: 7 });
  t.deepEqual(search(digits, 'image 11'), { kind: 'image', index: 11 });
  t.deepEqual(search(digits, '7'), { kind: 'group', name: '7', indices: [2, 5, 8, 11] });
  t.deepEqual(search(digits, '5'), { kind: 'image', index: 5 }, 'no class is called 5');
  const faces = {
    header: { count: 3, classes: [], attributes: ['Wearing_Hat', 'Smiling'] },
    labels: new Uint8Array(3),
    attributes: Uint8Array.of(0, 1, 1, 0, 0, 1),
  };
  t.deepEqual(search(faces, 'smiling'), { kind: 'group', name: 'Smiling', indices: [0, 2] });
  t.deepEqual(search(faces, 'wearing hat'), { kind: 'group', name: 'Wearing_Hat', indices: [1] });
});

test('search finds nothing of a number that is too large, an unknown name, or no text', t => {
  for (const text of ['12', '#12', 'image 99', 'cat', '', '-1', '1.5'])
    t.is(search(digits, text), undefined, text);
});

test('spreadOut takes the first point of each square, and none from outside', t => {
  const screen = Float32Array.of(1, 1, 9, 9, 11, 3, -1, 2, 25, 25, 12, 1);
  t.deepEqual(spreadOut(screen, { width: 20, height: 20 }, 10), [0, 2]);
});

test('tickStep is 1, 2 or 5 times a power of ten, and gives three to eight steps', t => {
  for (let span = 1e-3; span < 1e4; span *= 1.07) {
    const step = tickStep(span);
    const digit = step / 10 ** Math.floor(Math.log10(step) + 1e-9);
    t.true(
      [1, 2, 5].some(factor => Math.abs(digit - factor) < 1e-9),
      `${step}`,
    );
    t.true(span / step <= 8 && span / step > 3, `${span}: ${step}`);
  }
});
