import test from 'ava';
import {
  checkCount,
  checkNotNegative,
  checkPositive,
  naming,
  rangeError,
  typeError,
} from '../../lib/base/index.js';

test('naming(name, body) returns what the body returns and puts the name before the messages', t => {
  t.is(
    naming('sinkhorn', () => 3),
    3,
  );
  t.throws(() => naming('sinkhorn', () => checkPositive(0, 'epsilon')), {
    instanceOf: RangeError,
    message: 'sinkhorn: expected `epsilon` to be finite and > 0, got 0',
  });
  t.throws(() => naming('sinkhorn', () => checkCount(1.5, 'maxIterations', 1)), {
    instanceOf: RangeError,
    message: 'sinkhorn: expected `maxIterations` to be an integer ≥ 1, got 1.5',
  });
  const error = naming('mmd', () => typeError('`kernel.kind` to be imq, got "box"'));
  t.true(error instanceof TypeError);
  t.is(error.message, 'mmd: expected `kernel.kind` to be imq, got "box"');
});

test('checkNotNegative(value, name) accepts 0 and refuses less, NaN and infinity', t => {
  t.notThrows(() => checkNotNegative(0, 'ridge'));
  for (const value of [-1e-300, NaN, Infinity]) {
    t.throws(() => naming('fitMixture', () => checkNotNegative(value, 'ridge')), {
      instanceOf: RangeError,
      message: `fitMixture: expected \`ridge\` to be finite and ≥ 0, got ${value}`,
    });
  }
});

test('naming keeps the outermost name, and none after its end, also if the body throws', t => {
  const inner = (): RangeError => naming('sinkhorn', () => rangeError('more'));
  t.is(naming('solve', inner).message, 'solve: expected more');
  t.is(inner().message, 'sinkhorn: expected more');
  t.throws(() =>
    naming('solve', () => {
      throw new Error('stop');
    }),
  );
  t.is(rangeError('more').message, 'expected more');
});

test('the stack of an error begins with its message and leads to the check', t => {
  const { stack } = naming('sinkhorn', () => rangeError('`epsilon` to be > 0, got 0'));
  t.regex(stack ?? '', /^RangeError: sinkhorn: expected `epsilon` to be > 0, got 0\n[^]*arguments\.test/);
});
