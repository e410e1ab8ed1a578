import test from 'ava';
import { nextTurn, unlessAborted } from '../../lib/base/abort.js';

test('nextTurn lets what waits in the event loop run, and throws where the signal was aborted by that', async t => {
  const controller = new AbortController();
  let ran = false;
  setImmediate(() => (ran = true));
  await nextTurn(controller.signal);
  t.true(ran);
  setImmediate(() => controller.abort(new Error('enough')));
  await t.throwsAsync(nextTurn(controller.signal), { message: 'enough' });
});

test('unlessAborted gives the result, undefined after an abort, and throws other errors', async t => {
  const controller = new AbortController();
  const { signal } = controller;
  t.is(await unlessAborted(Promise.resolve(3), signal), 3);
  await t.throwsAsync(unlessAborted(Promise.reject(new Error('broken')), signal), { message: 'broken' });
  controller.abort(new Error('enough'));
  t.is(await unlessAborted(nextTurn(signal), signal), undefined);
  await t.throwsAsync(unlessAborted(Promise.reject(new Error('broken')), signal), { message: 'broken' });
});
