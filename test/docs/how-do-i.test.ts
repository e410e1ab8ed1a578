import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../lib/node/data-folders.js';
import { slow as test } from '../support/slow.js';

const root = repositoryRoot();
const text = readFileSync(join(root, 'docs', 'how-do-i.md'), 'utf8');
const answers = [...text.matchAll(/^## … (.+)\n|```js\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/gm)].reduce<
  { question: string; code: string; printed: string }[]
>((found, [, question, code = '', printed = '']) => {
  if (question !== undefined) found.push({ question, code: '', printed: '' });
  else {
    const last = found.at(-1)!;
    if (last.code === '') Object.assign(last, { code, printed });
    else found.push({ question: `${last.question} (2)`, code, printed });
  }
  return found;
}, []);

for (const { question, code, printed } of answers) {
  test(`How do I … ${question}`, t => {
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', NO_COLOR: '1' },
    });
    // TensorFlow.js alone prints an advertisement of its native package.
    const own = stdout.split('\n').filter(line => !/^(=+|Hi, looks like .*)? ?$/.test(line));
    t.is(own.join('\n').trim(), printed.trim(), stderr);
  });
}

test('each question has an answer, what it prints, and the words that people use', t => {
  t.is((text.match(/```js\n/g) ?? []).length, answers.length);
  t.true(answers.every(({ code }) => code !== ''));
  for (const word of [
    'earth mover',
    'EMD',
    'histogram',
    'colour transfer',
    'barycenter',
    'p-value',
    'Sinkhorn',
  ])
    t.true(text.includes(word), word);
  t.is((text.match(/^_Words: /gm) ?? []).length, (text.match(/^## /gm) ?? []).length);
});
