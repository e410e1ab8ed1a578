import { z } from 'zod';

/** Means over the training steps since the last such record. */
export interface TrainRecord {
  readonly kind: 'train';
  /** Epoch of the last step, from 0. */
  readonly epoch: number;
  /** Steps done. */
  readonly step: number;
  /** Loss of encoder and decoder. */
  readonly loss: number;
  /** Terms of the losses, without their weights. */
  readonly terms: Readonly<Record<string, number>>;
  /** Of encoder and decoder, at the last step. */
  readonly learningRate: number;
  /** λ at the last step. */
  readonly lambda: number;
}

/** Measurements at the end of an epoch: on images of validation, or on test images if none are held out for that. */
export interface TestRecord {
  readonly kind: 'validation' | 'test';
  readonly epoch: number;
  readonly step: number;
  readonly terms: Readonly<Record<string, number>>;
}

/** A line of `history.jsonl`. It holds no times: the same seed gives the same bytes. */
export type HistoryRecord = TrainRecord | TestRecord;

/** Sums of what the steps since the last record gave; goes through JSON unchanged. */
export interface Window {
  readonly count: number;
  readonly sums: Readonly<Record<string, number>>;
}

/** Before the first step. */
export const emptyWindow: Window = { count: 0, sums: {} };

/** The window with one more step's values. */
export function extend({ count, sums }: Window, values: Readonly<Record<string, number>>): Window {
  return {
    count: count + 1,
    sums: Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, (sums[name] ?? 0) + value]),
    ),
  };
}

/** The means of the window's values. */
export function means({ count, sums }: Window): Record<string, number> {
  return Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum / count]));
}

/** History as the text of a JSONL file. */
export function formatHistory(records: readonly HistoryRecord[]): string {
  return records.map(record => `${JSON.stringify(record)}\n`).join('');
}

const count = z.number().int().min(0);
const terms = z.record(z.string(), z.number());

const schema: z.ZodType<HistoryRecord> = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('train'),
    epoch: count,
    step: count,
    loss: z.number(),
    terms,
    learningRate: z.number(),
    lambda: z.number(),
  }),
  z.strictObject({ kind: z.enum(['validation', 'test']), epoch: count, step: count, terms }),
]);

/**
 * The record in a line of a history.
 * @throws Error that says what is wrong with it
 */
export function parseRecord(line: string): HistoryRecord {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new Error('is not JSON', { cause: error });
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Error('is no record of a training', { cause: result.error });
}
