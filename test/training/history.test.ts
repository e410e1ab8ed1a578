import test from 'ava';
import { emptyWindow, extend, formatHistory, type HistoryRecord, means } from '../../lib/training/history.js';

test('means(window) are the arithmetic means of what extend was given', t => {
  const window = [1, 2, 6].reduce((w, v) => extend(w, { loss: v, penalty: -v }), emptyWindow);
  t.deepEqual(means(window), { loss: 3, penalty: -3 });
  t.is(window.count, 3);
});

test('extend(window, values) leaves the old window as it was, and goes through JSON unchanged', t => {
  const first = extend(emptyWindow, { loss: 0.1 });
  const second = extend(first, { loss: 0.2 });
  t.deepEqual(emptyWindow, { count: 0, sums: {} });
  t.deepEqual(first, { count: 1, sums: { loss: 0.1 } });
  t.deepEqual(JSON.parse(JSON.stringify(second)), second);
});

test('formatHistory(records) is one JSON object a line, in order, that reads back the same', t => {
  const records: HistoryRecord[] = [
    {
      kind: 'train',
      epoch: 0,
      step: 2,
      loss: 1 / 3,
      terms: { penalty: 0.1 },
      learningRate: 1e-3,
      lambda: 10,
    },
    { kind: 'test', epoch: 0, step: 2, terms: { squaredError: 5 } },
  ];
  const lines = formatHistory(records).split('\n');
  t.is(lines.pop(), '');
  t.deepEqual(
    lines.map(line => JSON.parse(line) as unknown),
    records,
  );
  t.is(formatHistory([]), '');
});
