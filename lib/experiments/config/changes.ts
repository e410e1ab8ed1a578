import { UserError } from '../../base/index.js';
import { type ExperimentConfig, firstDifference, parseConfig } from './config.js';

/**
 * Fields of a configuration by their paths, such as `model.prior.sigma`, and what they are to be instead; undefined leaves a
 * field out.
 */
export type Changes = Readonly<Record<string, unknown>>;

/**
 * A configuration with some fields changed, one after another; a field that may be left out can be named, too.
 * @param origin where the changes come from, for the message
 * @throws UserError that names the first field that is not there, or not valid, and what the schema expects of it
 */
export function changedConfig(config: ExperimentConfig, changes: Changes, origin: string): ExperimentConfig {
  const changed = structuredClone(config) as unknown;
  for (const [path, value] of Object.entries(changes)) {
    const keys = path.split('.');
    const last = keys.pop()!;
    const parent = keys.reduce<unknown>((at, key) => fieldsOf(at)?.[key], changed);
    const fields = fieldsOf(parent);
    // What every object inherits, such as `__proto__`, is no field.
    if (fields === undefined || [...keys, last].some(key => key in Object.prototype)) {
      throw new UserError(`${origin}: there is no field ${path}; name one of config.json`);
    }
    if (value === undefined) delete fields[last];
    else fields[last] = value;
  }
  return parseConfig(changed, origin);
}

/** The fields of data, model and training, whole ones, by which one configuration becomes another of the same model. */
export function changesBetween(from: ExperimentConfig, to: ExperimentConfig): Changes {
  const changes: Record<string, unknown> = {};
  for (const part of ['data', 'model', 'training'] as const) {
    const [before, after] = [fieldsOf(from[part]) ?? {}, fieldsOf(to[part]) ?? {}];
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      if (firstDifference(before[key], after[key]) !== undefined) changes[`${part}.${key}`] = after[key];
    }
  }
  return changes;
}

/** Changes as flags of `wae train`. */
export function changeFlags(changes: Changes): string {
  return Object.entries(changes)
    .map(([path, value]) => {
      const text = value === undefined ? '' : JSON.stringify(value);
      return `--set ${/^[\w.-]*$/.test(text) ? `${path}=${text}` : `'${path}=${text}'`}`;
    })
    .join(' ');
}

function fieldsOf(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}

/**
 * Reads `path.to.field=value`: the value is JSON, or a word that is taken as it stands; none leaves the field out.
 * @throws UserError if there is no path or no `=`
 */
export function parseChange(text: string): Changes {
  const [, path, value] = /^([^=\s]+)=(.*)$/s.exec(text) ?? [];
  if (path === undefined || value === undefined) {
    throw new UserError(`--set ${text}: expected path.to.field=value, such as --set model.prior.sigma=2`);
  }
  if (value === '') return { [path]: undefined };
  try {
    return { [path]: JSON.parse(value) as unknown };
  } catch {
    return { [path]: value };
  }
}
