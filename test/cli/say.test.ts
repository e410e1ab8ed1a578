import { spawnSync } from 'node:child_process';
import { givenFlags, shellWord } from '../../lib/cli/options.js';
import { printable, sentence } from '../../lib/cli/say.js';
import { slow as test } from '../support/slow.js';

test('printable(text) leaves nothing that a terminal obeys, and keeps lines and letters', t => {
  t.is(printable('a\u001b[2Jb\u0007c\u009b1m\rd\u202ee'), 'a�[2Jb�c�1m�d�e');
  t.is(printable('Fréchet → λ ±\n\tx'), 'Fréchet → λ ±\n\tx');
});

test('sentence(text) is one line of 1,000 characters at the most, with beginning and end', t => {
  t.is(sentence('one\n  two'), 'one two');
  const long = sentence(`begin ${'x'.repeat(5000)} what to do`);
  t.is(long.length, 1000);
  t.regex(long, /^begin x+ … x+ what to do$/);
  t.is(sentence('y'.repeat(1000)).length, 1000);
});

test('shellWord(path) is a word of the shell, whatever it holds', t => {
  t.is(shellWord('results/runs/a_b-1.2'), 'results/runs/a_b-1.2');
  for (const path of ['$(id)', '`id`', 'a b', "it's", 'a\nb', '"', '', '~', '-x;y', '*']) {
    const { stdout } = spawnSync('sh', ['-c', `printf %s ${shellWord(path)}`], { encoding: 'utf8' });
    t.is(stdout, path);
  }
  t.is(givenFlags({ data: '$(id)', tensorboard: true, out: undefined }), " --data '$(id)' --tensorboard");
});
