/** A line of a run's history, of a training step or of held-out images after an epoch (epochs count from 0). */
export type CurveRecord =
  | {
      readonly kind: 'train';
      readonly epoch: number;
      readonly step: number;
      readonly loss: number;
      readonly terms: Readonly<Record<string, number>>;
    }
  | {
      readonly kind: 'validation' | 'test';
      readonly epoch: number;
      readonly step: number;
      readonly terms: Readonly<Record<string, number>>;
    };

/** The history of one model. */
export interface CurveRun {
  readonly name: string;
  /** The colour of its lines, `#rrggbb`; by default the palette's, in the order of the runs. */
  readonly colour?: string;
  readonly history: readonly CurveRecord[];
  /** The unit of a quantity, in words: runs whose units differ get a panel of each one's own. */
  readonly units?: Readonly<Record<string, string>>;
  /** A value of a quantity that its line is compared with. */
  readonly references?: Readonly<Record<string, CurveReference>>;
}

/** A dashed line across a panel. */
export interface CurveReference {
  readonly value: number;
  /** What the legend calls it. */
  readonly words: string;
}

interface Line {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** Steps in an epoch: the largest (steps done) / (epoch + 1), exact once a record stands at the end of an epoch. */
function stepsPerEpoch(history: readonly CurveRecord[]): number {
  const rates = history.map(record => record.step / (record.epoch + 1));
  return rates.reduce((most, rate) => Math.max(most, rate), 0) || 1;
}

/** How many epochs a history covers. */
export function epochsOf(history: readonly CurveRecord[]): number {
  return history.reduce((last, { step }) => Math.max(last, step), 0) / stepsPerEpoch(history);
}

/** A quantity of a record: `loss`, or a term. */
export function valueOf(record: CurveRecord, quantity: string): number | undefined {
  return quantity === 'loss' && record.kind === 'train' ? record.loss : record.terms[quantity];
}

/** Means of equal stretches of neighbours, at most `most` of them. */
function thinned({ x, y }: Line, most: number): Line {
  const stretch = Math.ceil(x.length / most);
  if (stretch <= 1) return { x, y };
  const mean = (values: readonly number[], start: number): number => {
    const part = values.slice(start, start + stretch);
    return part.reduce((sum, value) => sum + value, 0) / part.length;
  };
  const starts = Array.from({ length: Math.ceil(x.length / stretch) }, (_, i) => i * stretch);
  return { x: starts.map(start => mean(x, start)), y: starts.map(start => mean(y, start)) };
}

/** The records of a kind that have a quantity, over epochs: `most` points at most. */
export function lineOf(run: CurveRun, kind: CurveRecord['kind'], quantity: string, most: number): Line {
  const perEpoch = stepsPerEpoch(run.history);
  const x: number[] = [];
  const y: number[] = [];
  for (const record of run.history) {
    const value = record.kind === kind ? valueOf(record, quantity) : undefined;
    if (value === undefined) continue;
    x.push(record.step / perEpoch);
    y.push(value);
  }
  return thinned({ x, y }, most);
}
