/**
 * Plotly figures as plain data: what `JSON.stringify` writes is what any plotly draws.
 */

import { modeOf, withVisiblePoints } from './line-markers.js';
import { ordinal } from './text.js';

/** A value that JSON keeps. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** What the figures of this library are built from: JSON, with typed arrays and missing members allowed. */
export type FigureInput =
  | null
  | undefined
  | boolean
  | number
  | string
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint8ClampedArray
  | Uint16Array
  | Uint32Array
  | readonly FigureInput[]
  | { readonly [key: string]: FigureInput };

/** The trace types that are drawn as SVG. */
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

/** The trace types in three dimensions, which a browser alone draws, by WebGL: a still picture says so in their place. */
export const solidTypes = ['scatter3d', 'surface', 'mesh3d'] as const;

/** Points of a trace up to which it is drawn as SVG; above, a browser draws it by WebGL. */
export const mostSvgPoints = 5000;

/** One of `traceTypes` or `solidTypes`, or `scattergl` for a trace of more than `mostSvgPoints` points. */
export type TraceType = (typeof traceTypes)[number] | (typeof solidTypes)[number] | 'scattergl';

/** Whether a trace is in three dimensions. */
export function isSolid({ type }: Pick<Trace, 'type'>): boolean {
  return (solidTypes as readonly string[]).includes(type);
}

/** The type of a trace of `count` dots: `scatter`, and `scattergl` above `mostSvgPoints`. */
export function scatterType(count: number): 'scatter' | 'scattergl' {
  return count > mostSvgPoints ? 'scattergl' : 'scatter';
}

/** One trace, by plotly's own attribute names. */
export interface Trace {
  readonly type: TraceType;
  readonly [attribute: string]: Json;
}

/** One picture of a film: the members of some traces that are other than in the picture before. */
export interface Frame {
  readonly name: string;
  readonly data: readonly { readonly [attribute: string]: Json }[];
  /** Which traces these are; the first ones by default. */
  readonly traces?: readonly number[];
  readonly layout?: { readonly [attribute: string]: Json };
}

/** A plotly figure; `data` and `layout` are what is seen at first, and in a still picture. */
export interface Figure {
  readonly data: readonly Trace[];
  readonly layout: { readonly [attribute: string]: Json };
  readonly frames?: readonly Frame[];
}

/**
 * A figure as a notebook writes it, by plotly's own attribute names: data are arrays, typed arrays, tensors, matrices or
 * columns of a table. `plainFigure` makes a {@link Figure} of it.
 */
export interface FigureLike {
  /** Traces; one without `type` is a scatter. */
  readonly data: readonly object[];
  readonly layout?: object | undefined;
  /** Of a film, see {@link Frame}. */
  readonly frames?: readonly object[] | undefined;
}

/** A frame as it is written down, see {@link Frame}. */
export type FrameInput = { readonly name: string } & { readonly [member: string]: FigureInput };

/** Rounds to `digits` significant decimal digits; NaN and ±Infinity become null, as in JSON. */
export function roundNumber(value: number, digits = 5): number | null {
  return Number.isFinite(value) ? Number(value.toPrecision(digits)) : null;
}

/** How many points a trace has. */
export function countPoints(trace: Trace): number {
  const lengths = [trace['x'], trace['y']].map(values => (Array.isArray(values) ? values.length : 0));
  return Math.max(...lengths);
}

/** Every k-th entry of each list in `value` that has one entry a point. */
function thinnedMembers(value: Json, count: number, stride: number): Json {
  if (Array.isArray(value)) {
    return value.length === count ? (value as readonly Json[]).filter((_, i) => i % stride === 0) : value;
  }
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, thinnedMembers(member, count, stride)]),
  );
}

/** Whether a trace draws an element for each of more points than SVG bears; a line alone is one element. */
function isCrowded(trace: Trace): boolean {
  if (trace.type === 'scattergl') return true;
  return trace.type === 'scatter' && countPoints(trace) > mostSvgPoints && modeOf(trace) !== 'lines';
}

/** A layout without what only a browser can use: buttons and sliders, whose place in the film the title tells then. */
function stillLayout(layout: Figure['layout']): Figure['layout'] {
  const { updatemenus: _, sliders, ...rest } = layout;
  if (!Array.isArray(sliders)) return rest;
  const [slider] = sliders as readonly SliderLike[];
  const label = slider?.steps?.[slider.active ?? 0]?.label ?? '';
  const text = [figureTitle({ data: [], layout }), `${slider?.currentvalue?.prefix ?? ''}${label}`];
  const title = rest['title'];
  const titleMembers = title !== null && typeof title === 'object' ? (title as { [name: string]: Json }) : {};
  const { meta, height, margin } = rest as RoomLike;
  const room = meta?.controls ?? 0;
  return {
    ...rest,
    title: { ...titleMembers, text: text.filter(words => words !== '').join(' ') },
    ...(typeof height === 'number' && { height: height - room }),
    ...(typeof margin?.b === 'number' && { margin: { ...margin, b: margin.b - room } }),
  };
}

interface SliderLike {
  readonly active?: number;
  readonly currentvalue?: { readonly prefix?: string };
  readonly steps?: readonly { readonly label?: string }[];
}

interface RoomLike {
  readonly meta?: { readonly controls?: number };
  readonly height?: Json;
  readonly margin?: { readonly [side: string]: Json };
}

/**
 * The figure as it is drawn without a browser: without frames, buttons and sliders, `scattergl` as `scatter`, and of a trace with more than
 * `mostSvgPoints` dots every k-th point, so that so many are left at most; of traces in three dimensions nothing. A line
 * in the plot says which part is drawn.
 */
export function stillFigure(figure: Figure): Figure {
  const shares = new Set<string>();
  const solids = figure.data.filter(isSolid).length;
  const flat = figure.data.filter(trace => !isSolid(trace));
  const data = flat.map(trace => {
    if (!isCrowded(trace)) return trace;
    const count = countPoints(trace);
    const stride = Math.ceil(count / mostSvgPoints);
    shares.add(`every ${ordinal(stride)} of ${count} points`);
    const thinned = { ...(thinnedMembers(trace, count, stride) as Trace), type: 'scatter' as const };
    return withVisiblePoints(thinned, figure.layout);
  });
  const layout = stillLayout(figure.layout);
  if (solids > 0) return { data, layout: withoutAxes(withNote(layout, solidNote(solids))) };
  if (shares.size === 0) return { data, layout };
  return { data, layout: withNote(layout, partNote([...shares])) };
}

/** What a still picture says in the place of traces in three dimensions. */
function solidNote(count: number): { readonly [member: string]: Json } {
  const traces = count === 1 ? '1 trace' : `${count} traces`;
  return {
    text: `${traces} in three dimensions:<br>open the notebook in JupyterLab, or the figure’s page in a browser, to turn it`,
    font: { size: 14 },
    showarrow: false,
    x: 0.5,
    xref: 'paper',
    y: 0.5,
    yref: 'paper',
  };
}

/** Axes that nothing is drawn on are not drawn. */
function withoutAxes(layout: Figure['layout']): Figure['layout'] {
  const { scene: _, ...rest } = layout;
  const hidden = (name: string): Json => ({ ...(rest[name] as object | undefined), visible: false });
  return { ...rest, xaxis: hidden('xaxis'), yaxis: hidden('yaxis') };
}

function withNote(layout: Figure['layout'], note: { readonly [member: string]: Json }): Figure['layout'] {
  const annotations = Array.isArray(layout['annotations']) ? layout['annotations'] : [];
  return { ...layout, annotations: [...(annotations as readonly Json[]), note] };
}

/** Which part of the points is drawn. */
function partNote(shares: readonly string[]): { readonly [member: string]: Json } {
  return {
    text: shares.join('; '),
    font: { size: 10 },
    showarrow: false,
    x: 1,
    xref: 'paper',
    xanchor: 'right',
    y: 1,
    yref: 'paper',
    yanchor: 'top',
  };
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
