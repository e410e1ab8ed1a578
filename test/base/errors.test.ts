import test from 'ava';
import { NonFiniteLossError, SetUpError, UserError } from '../../lib/base/errors.js';

test('UserError carries its sentence, its cause and exit code 2', t => {
  const cause = new Error('ENOSPC');
  const error = new UserError('the disk is full', { cause });
  t.true(error instanceof Error);
  t.is(error.name, 'UserError');
  t.is(error.message, 'the disk is full');
  t.is(error.cause, cause);
  t.is(error.exitCode, 2);
});

test('SetUpError is told like a UserError, and has exit code 1', t => {
  const error = new SetUpError('a library is missing');
  t.true(error instanceof UserError);
  t.is(error.name, 'SetUpError');
  t.is(error.exitCode, 1);
});

test('NonFiniteLossError names the step, the term, its value and the last good checkpoint', t => {
  const error = new NonFiniteLossError(712, 'penalty', NaN, 'runs/a/checkpoint.safetensors');
  t.is(error.name, 'NonFiniteLossError');
  t.is(error.step, 712);
  t.is(error.term, 'penalty');
  t.is(error.checkpoint, 'runs/a/checkpoint.safetensors');
  t.is(error.exitCode, 1);
  t.regex(error.message, /step 712.*penalty is NaN.*checkpoint is runs\/a\/checkpoint\.safetensors/);
  t.false(error instanceof UserError);
});

test('NonFiniteLossError says where no checkpoint was saved yet', t => {
  const error = new NonFiniteLossError(1, 'autoencoder', -Infinity, undefined);
  t.is(error.checkpoint, undefined);
  t.regex(error.message, /step 1: autoencoder is -Infinity; no checkpoint was saved yet/);
});
