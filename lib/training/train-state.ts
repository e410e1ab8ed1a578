import { z } from 'zod';
import type { Window } from './history.js';
import type { LambdaState, PlateauState } from './schedules.js';

/** Where training stands, besides the variables; goes through JSON unchanged. */
export interface TrainState {
  /** Steps done. */
  readonly step: number;
  readonly window: Window;
  readonly lambda: LambdaState;
  readonly plateau: PlateauState;
}

const count = z.number().int().min(0);

const schema: z.ZodType<TrainState> = z.strictObject({
  step: count,
  window: z.strictObject({ count, sums: z.record(z.string(), z.number()) }),
  lambda: z.strictObject({ lambda: z.number().min(0), wait: count }),
  plateau: z.strictObject({
    factor: z.number().positive(),
    step: count,
    wait: count,
    minima: z.array(z.tuple([count, z.number()])),
  }),
});

/** The state that a text holds as JSON; undefined if it holds none, or one of more steps than a training has. */
export function parseTrainState(text: string | undefined, steps: number): TrainState | undefined {
  const result = schema.safeParse(parseJson(text));
  return result.success && result.data.step <= steps ? result.data : undefined;
}

/** The step of such a text, or of a text that holds the step alone; undefined if it holds none. */
export function parseStep(text: string | undefined): number | undefined {
  const result = z.object({ step: count }).safeParse(parseJson(text));
  return result.success ? result.data.step : undefined;
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
