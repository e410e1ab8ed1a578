/**
 * Plotly figures as plain data: what `JSON.stringify` writes is what any plotly draws.
 */

/** A value that JSON keeps. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** What a figure is built from: JSON, with typed arrays and missing members allowed. */
export type FigureInput =
  | null
  | undefined
  | boolean
  | number
  | string
  | Float32Array
  | Float64Array
  | Int32Array
  | Uint32Array
  | Uint8Array
  | readonly FigureInput[]
  | { readonly [key: string]: FigureInput };

/** The trace types that are drawn as SVG; WebGL types have no renderer without a browser. */
export const traceTypes = [
  'scatter',
  'bar',
  'histogram',
  'box',
  'violin',
  'heatmap',
  'contour',
  'histogram2d',
  'histogram2dcontour',
  'scatterpolar',
  'pie',
] as const;

/** One of `traceTypes`. */
export type TraceType = (typeof traceTypes)[number];

/** One trace, by plotly's own attribute names. */
export interface Trace {
  readonly type: TraceType;
  readonly [attribute: string]: Json;
}

/** A plotly figure. */
export interface Figure {
  readonly data: readonly Trace[];
  readonly layout: { readonly [attribute: string]: Json };
}

/** Rounds to `digits` significant decimal digits; NaN and ±Infinity become null, as in JSON. */
export function roundNumber(value: number, digits = 5): number | null {
  return Number.isFinite(value) ? Number(value.toPrecision(digits)) : null;
}

function plain(value: FigureInput, path: string): Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return roundNumber(value);
  if (Array.isArray(value)) return value.map((item: FigureInput, i) => plain(item ?? null, `${path}[${i}]`));
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array, number => roundNumber(number));
  if (typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) {
    throw new TypeError(`makeFigure: expected \`${path}\` to be plain data, got ${typeof value}`);
  }
  const members = Object.entries(value as Readonly<Record<string, FigureInput>>);
  return Object.fromEntries(
    members
      .filter(([, member]) => member !== undefined)
      .map(([key, member]) => [key, plain(member, `${path}.${key}`)]),
  );
}

/**
 * A figure as plain data: typed arrays become arrays, numbers keep 5 significant digits, numbers that are not
 * finite become null (plotly leaves a gap), members that are undefined are left out.
 * @throws TypeError for a trace type that is not in `traceTypes`, and for values that JSON would lose
 */
export function makeFigure(
  data: readonly { readonly [attribute: string]: FigureInput }[],
  layout: { readonly [attribute: string]: FigureInput } = {},
): Figure {
  const figure = { data: plain(data, 'data'), layout: plain(layout, 'layout') } as unknown as Figure;
  expectDrawable('makeFigure', figure);
  return figure;
}

/** @throws TypeError when a trace's type is not in `traceTypes` (WebGL and map types among them) */
export function expectDrawable(where: string, figure: Figure): void {
  figure.data.forEach((trace, i) => {
    const type: unknown = trace.type;
    if (!(traceTypes as readonly unknown[]).includes(type)) {
      throw new TypeError(
        `${where}: expected \`data[${i}].type\` to be one of ${traceTypes.join(', ')} ` +
          `(WebGL and map types cannot be drawn without a browser), got ${String(type)}`,
      );
    }
  });
}

/** The figure as one line of JSON with a newline at its end. */
export function figureJson(figure: Figure): string {
  return `${JSON.stringify(figure)}\n`;
}

/** The title of a figure's layout as it was written, or an empty string. */
export function figureTitle(figure: Figure): string {
  const title = figure.layout['title'];
  if (typeof title === 'string') return title;
  const text = title !== null && typeof title === 'object' && 'text' in title ? title['text'] : undefined;
  return typeof text === 'string' ? text : '';
}
