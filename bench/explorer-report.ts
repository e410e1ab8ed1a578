import { formatOccasion, type Occasion } from './occasion.js';

/** A figure with the bound it should keep. */
export interface Mark {
  readonly what: string;
  readonly value: number;
  readonly bound: number;
  readonly kind: 'least' | 'most';
}

/** What `explorer.json` holds. */
export interface Report extends Occasion {
  readonly models: readonly string[];
  readonly dataset: string;
  readonly codes: number;
  readonly dimension: number;
  /** The page's own words about what it draws with. */
  readonly engine: string;
  readonly browser: string;
  /** Milliseconds from the request to the first pictures, one a start. */
  readonly readyMs: readonly number[];
  readonly decodesPerSecond: Readonly<Record<string, number>>;
  /** Middle and 95th percentile of the milliseconds between frames. */
  readonly frames: Readonly<Record<string, { readonly median: number; readonly p95: number }>>;
  readonly marks: readonly Mark[];
}

const isMet = ({ value, bound, kind }: Mark): boolean => (kind === 'least' ? value >= bound : value <= bound);

/** The section of `bench/README.md`. */
export function formatReport(report: Report): string {
  const { models, dataset, codes, dimension, engine, browser, readyMs, decodesPerSecond, frames, marks } =
    report;
  const rows = Object.entries(frames).map(
    ([what, { median, p95 }]) => `| ${what} | ${median.toFixed(1)} | ${p95.toFixed(1)} |`,
  );
  const judged = marks.map(
    mark =>
      `| ${mark.what} | ${Number(mark.value.toPrecision(4))} | ${mark.kind === 'least' ? '≥' : '≤'} ${mark.bound} | ${isMet(mark) ? 'yes' : 'no'} |`,
  );
  const rates = Object.entries(decodesPerSecond).map(([title, rate]) => `${title} ${rate.toFixed(0)}`);
  return `
${formatOccasion(report)} ${browser}, headless, without a graphics processor.

The explorer's page of ${models.join(', ')} (${dataset}, ${codes.toLocaleString('en')} codes of ${dimension} coordinates each), opened from disk ${readyMs.length} times: ${readyMs.map(ms => (ms / 1000).toFixed(2)).join(', ')} s from the request to the first pictures. The page says: ${engine} One decode after the other, one code at once, a second: ${rates.join(', ')}. Frames while the mouse moves over one map of three, one event a frame:

| mouse | median ms a frame | 95 % of frames within, ms |
| --- | --- | --- |
${rows.join('\n')}

| mark | value | bound | met |
| --- | --- | --- | --- |
${judged.join('\n')}
`;
}
