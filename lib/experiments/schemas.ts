// What the schemas of config.json, manifest.json and metrics.json share. No index lists it, since it is zod's by type.
import { z } from 'zod';
import type { Values } from '../base/index.js';
import type { Measured, Unmeasured } from '../metrics/index.js';

/** The schema of objects that have these fields and no other. */
export function strictObject<Fields extends object>(fields: Fields): z.ZodType<Values<Fields>> {
  // Where the types say `Schema`, zod finds schemas of its own.
  return z.strictObject(fields as unknown as z.ZodRawShape) as unknown as z.ZodType<Values<Fields>>;
}

/** A number with its interval. */
export const measured: z.ZodType<Measured> = z.strictObject({
  value: z.number(),
  low: z.number(),
  high: z.number(),
  n: z.number(),
  protocol: z.string(),
});

/** A number with its interval, or why there is none. */
export const measuredOrReason: z.ZodType<Measured | Unmeasured> = z.union([
  measured,
  z.strictObject({ value: z.null(), reason: z.string() }),
]);
