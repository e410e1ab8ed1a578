import { z } from 'zod';
import type { Values } from '../../base/index.js';

/** The schema of objects that have these fields and no other. */
export function strictObject<Fields extends object>(fields: Fields): z.ZodType<Values<Fields>> {
  // Zod sees schemas of its own where the types say `Schema`.
  return z.strictObject(fields as unknown as z.ZodRawShape) as unknown as z.ZodType<Values<Fields>>;
}
