import test from 'ava';
import { accuraciesOf } from '../../../lib/metrics/networks/accuracy.js';

test('accuraciesOf(classes) is the share named right, and that of each class', t => {
  // Of class a one of two is right, of b the one, of c there is none.
  const probabilities = Float32Array.of(0.7, 0.2, 0.1, 0.1, 0.2, 0.7, 0.1, 0.8, 0.1);
  const targets = Uint8Array.of(1, 0, 0, 1, 0, 0, 0, 1, 0);
  t.deepEqual(accuraciesOf('classes', probabilities, targets, ['a', 'b', 'c']), {
    accuracy: 2 / 3,
    accuracies: { a: 0.5, b: 1, c: null },
  });
});

test('accuraciesOf(attributes) is ½ (share right with + share right without), and their mean', t => {
  // a: of three with it two are right, of one without none. b: all four right, one with it. c: nobody has it.
  const rows = [
    [0.9, 0.1, 0.2],
    [0.6, 0.2, 0.2],
    [0.5, 0.9, 0.2],
    [0.8, 0.5, 0.9],
  ];
  const probabilities = Float32Array.from(rows.flat());
  const targets = Uint8Array.of(1, 0, 0, 1, 0, 0, 1, 1, 0, 0, 0, 0);
  const { accuracy, accuracies } = accuraciesOf('attributes', probabilities, targets, ['a', 'b', 'c']);
  t.deepEqual(accuracies, { a: (2 / 3 + 0) / 2, b: 1, c: null });
  t.is(accuracy, (1 / 3 + 1) / 2);
});

test('accuraciesOf throws where rows are not whole or the two differ', t => {
  const names = ['a', 'b'];
  for (const [p, q] of [
    [4, 2],
    [3, 3],
    [0, 0],
  ] as const) {
    t.throws(() => accuraciesOf('classes', new Float32Array(p), new Uint8Array(q), names), {
      instanceOf: RangeError,
      message: `accuraciesOf: expected \`probabilities\` and \`targets\` to be rows of 2, got ${p} and ${q} numbers`,
    });
  }
});
