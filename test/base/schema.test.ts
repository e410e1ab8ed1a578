import test from 'ava';
import { z } from 'zod';
import type { Schema, Values } from '../../lib/base/schema.js';

const fields = {
  steps: z.number() as Schema<number>,
  names: z.array(z.string()) as Schema<readonly string[]>,
  error: z.number().exactOptional() as Schema<number | undefined>,
};

/** What the fields describe, spelled out. */
interface Run {
  readonly steps: number;
  readonly names: readonly string[];
  readonly error?: number;
}

test('Values<fields> has a read-only field for each schema, one that may be left out for what may be undefined', t => {
  const schema = z.strictObject(fields as unknown as z.ZodRawShape);
  const spelled: Run = { steps: 1, names: [] };
  const run: Values<typeof fields> = spelled;
  const back: Run = run;
  t.deepEqual(schema.parse(back), spelled);
  // @ts-expect-error a field of another type
  const wrong: Values<typeof fields> = { steps: '1', names: [] };
  t.throws(() => schema.parse(wrong));
  // @ts-expect-error a field that is missing
  const missing: Values<typeof fields> = { steps: 1 };
  t.throws(() => schema.parse(missing));
  const fixed = (values: Values<typeof fields>): void => {
    // @ts-expect-error fields are read-only
    values.steps = 2;
  };
  t.is(typeof fixed, 'function');
});
