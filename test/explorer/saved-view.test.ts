import test from 'ava';
import {
  fromBase64,
  packCode,
  packIndices,
  restoreView,
  saveView,
  toBase64,
  unpackCode,
  unpackIndices,
} from '../../lib/explorer/page/saved-view.js';
import type { Explorer } from '../../lib/explorer/page/explorer.js';
import type { State } from '../../lib/explorer/page/store.js';

/** A scene of one model with three codes of two coordinates. */
function sceneOf(state: Partial<State>): Explorer {
  const codes = [Float64Array.of(1, 2), Float64Array.of(3, 4), Float64Array.of(5, 6)];
  const whole: Partial<State> = {
    active: 0,
    link: 'code',
    projection: { kind: 'coordinates', first: 1, second: 0 },
    colouring: { kind: 'attribute', index: 1 },
    contours: true,
    holes: false,
    thumbnails: true,
    views: [{ x: 1.5, y: -2, span: 3 }],
    cursor: { codes: [Float64Array.of(0.5, -0.25)], origin: { kind: 'words', text: 'here “there” ü' } },
    selection: [0, 2],
    pins: [
      { name: 'A', place: { kind: 'image', index: 2 } },
      { name: 'B', place: { kind: 'codes', codes: [Float64Array.of(7, 8)], about: 'a draw' } },
      { name: 'C', place: { kind: 'group', indices: [1, 2] } },
    ],
    path: { kind: 'transport', from: 'A', to: 'C', steps: 9 },
    seed: 5,
    draws: 3,
    coordinate: 1,
    ...state,
  };
  return {
    header: { dataset: 'd', count: 3, classes: [], attributes: ['x', 'y'], image: [1, 2, 1] },
    labels: new Uint8Array(3),
    models: [{ header: { title: 'VAE' }, dimension: 2, codeOf: (i: number) => codes[i] }],
    store: { state: whole },
  } as unknown as Explorer;
}

test('restoreView(link) takes a hundred pins, and refuses more', t => {
  const pin = { name: 'A', place: { kind: 'image', index: 2 } } as const;
  const pins = (count: number): string =>
    saveView(sceneOf({ pins: Array.from({ length: count }, () => pin) }));
  t.is(restoreView(sceneOf({}), pins(100)).pins.length, 100);
  t.throws(() => restoreView(sceneOf({}), pins(2000)), {
    message: 'it holds 2000 pins, and 100 are the most',
  });
});

test('restoreView(saveView(state)) is the state', t => {
  const scene = sceneOf({});
  t.deepEqual(restoreView(scene, `#${saveView(scene)}`), scene.store.state as never);
  const image = sceneOf({
    cursor: { codes: [Float64Array.of(3, 4)], origin: { kind: 'image', index: 1 } },
    projection: { kind: 'principal' },
    colouring: { kind: 'none' },
    path: undefined,
    pins: [],
    selection: [],
  });
  t.deepEqual(restoreView(image, saveView(image)), image.store.state as never);
});

test('restoreView(link) has the cloud, and a picture from outside if it is small', t => {
  const cloud = { kind: 'cloud', first: 0, second: 1, third: 2, angle: 0.5 } as const;
  const wide = (state: Partial<State>): Explorer => {
    const scene = sceneOf({
      cursor: { codes: [Float64Array.of(1, 2, 3)], origin: words },
      pins: [],
      ...state,
    });
    return { ...scene, models: [{ header: { title: 'VAE' }, dimension: 3 }] } as unknown as Explorer;
  };
  const words = { kind: 'words', text: 'w' } as const;
  t.deepEqual(restoreView(wide({}), saveView(wide({ projection: cloud }))).projection, cloud);
  t.throws(() => restoreView(wide({}), saveView(wide({ projection: { ...cloud, third: 1 } }))), {
    message: 'its cloud has fewer than three coordinates',
  });
  const picture = { kind: 'picture', name: 'mine.png', pixels: Float32Array.of(0.2, 1) } as const;
  const codes = [Float64Array.of(0.5, -0.25)];
  const link = saveView(sceneOf({ cursor: { codes, origin: picture } }));
  t.deepEqual(restoreView(sceneOf({}), link).cursor.origin, picture);
  const large = { ...picture, pixels: new Float32Array(3 * 64 * 64) };
  const { origin } = restoreView(sceneOf({}), saveView(sceneOf({ cursor: { codes, origin: large } }))).cursor;
  t.deepEqual(origin, {
    kind: 'words',
    text: 'the picture mine.png, whose original is not in the link',
  });
  const other = { ...picture, pixels: new Float32Array(3) };
  t.throws(() => restoreView(sceneOf({}), saveView(sceneOf({ cursor: { codes, origin: other } }))), {
    message: 'a picture in it has another size',
  });
});

test('restoreView refuses what is damaged, out of range or of another page, in words', t => {
  const scene = sceneOf({});
  const refused = (state: Partial<State>): string =>
    (t.throws(() => restoreView(scene, saveView(sceneOf(state)))) as Error).message;
  t.is(refused({ active: 1 }), 'there is no model 1');
  t.is(refused({ coordinate: 2 }), 'there is no coordinate 2');
  t.is(refused({ projection: { kind: 'coordinates', first: 1, second: 1 } }), 'its plane has one coordinate');
  t.is(refused({ colouring: { kind: 'attribute', index: 2 } }), 'there is no attribute 2');
  t.is(refused({ views: [{ x: 0, y: 0, span: 0 }] }), 'a map in it has no size');
  t.is(refused({ pins: [{ name: 'A', place: { kind: 'image', index: 3 } }] }), 'there is no image 3');
  t.is(refused({ pins: [{ name: 'A', place: { kind: 'group', indices: [] } }] }), 'a group in it is empty');
  t.is(refused({ link: 'elsewhere' as never }), 'it is damaged');
  const [other] = [{ ...sceneOf({}), header: { ...scene.header, dataset: 'e' } } as Explorer];
  t.throws(() => restoreView(scene, saveView(other as Explorer)), { message: 'it is of another page' });
  t.throws(() => restoreView(scene, '#'), { message: 'it holds no view' });
  t.throws(() => restoreView(scene, '#view=abc'), { message: 'it is damaged' });
});

test('fromBase64(toBase64(bytes)) is bytes, in letters that addresses take', t => {
  for (let n = 0; n < 40; n++) {
    const bytes = Uint8Array.from({ length: n }, (_, i) => (i * 97 + n * 251) & 255);
    t.regex(toBase64(bytes), /^[\w-]*$/);
    t.deepEqual(fromBase64(toBase64(bytes)), bytes);
  }
});

test('unpackCode and unpackIndices undo packCode and packIndices', t => {
  t.deepEqual(unpackCode(packCode(Float64Array.of(1.5, -2)), 2), Float64Array.of(1.5, -2));
  t.throws(() => unpackCode(packCode(Float64Array.of(1)), 2), { message: /another number/ });
  t.throws(() => unpackCode(packCode(Float64Array.of(NaN)), 1), { message: /not finite/ });
  t.deepEqual(unpackIndices(packIndices([0, 7, 8, 31]), 32), [0, 7, 8, 31]);
  t.deepEqual(unpackIndices(packIndices([0, 7, 8, 31]), 31), [0, 7, 8]);
  t.deepEqual(unpackIndices(packIndices([]), 9), []);
});
