import { withInterval } from '../../metrics/index.js';
import { modelNames, modelTitles } from '../../models/index.js';
import type { Changes } from '../config/changes.js';
import type { ExperimentName } from '../config/config.js';
import { chosenTry } from '../tune/plan.js';
import { tuningOf } from '../tune/tuning.js';
import type { TryRecord } from '../tune/tries-file.js';
import { type Cells, markdownTable } from './markdown-table.js';

/** The tries of a data set as a table in Markdown, those that were chosen marked. */
export function triesTable(experiment: ExperimentName, tries: readonly TryRecord[]): string {
  const tuning = tuningOf(experiment);
  const rows = modelNames.flatMap(model => {
    const chosen = chosenTry(model, tries, tuning);
    return tries
      .filter(made => made.model === model)
      .map((made): Cells => {
        return {
          model: modelTitles[model],
          try: describeChanges(made.changes),
          epochs: String(made.epochs),
          'squared error, validation': made.squaredError.toFixed(2),
          training: made.trainSquaredError.toFixed(2),
          Fréchet: withInterval(made.frechet, 2),
          'norm of the mean code, σ': made.meanNorm.toFixed(2),
          '': made === chosen ? 'chosen' : '',
        };
      });
  });
  return markdownTable(rows);
}

/** Changes of a configuration in a line: the fields' last names with their values. */
export function describeChanges(changes: Changes): string {
  const entries = Object.entries(changes);
  if (entries.length === 0) return 'usual settings';
  return entries.map(([path, value]) => `${path.split('.').at(-1)} ${valueText(value)}`).join(', ');
}

function valueText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.values(value)
    .map(part => (typeof part === 'number' ? String(Number(part.toPrecision(3))) : String(part)))
    .join(' ');
}
