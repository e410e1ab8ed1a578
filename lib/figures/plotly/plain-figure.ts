import { naming, typeError } from '../../base/index.js';
import { modeOf, withVisiblePoints } from './line-markers.js';
import { exactNumber, plainData, type PlainRule } from './plain-data.js';
import { countPoints, mostSvgPoints, roundNumber, solidTypes, traceTypes } from './plot.js';
import type { Figure, FigureInput, FigureLike, Frame, FrameInput, Json, Trace } from './plot.js';
import { expectPoints, type Members } from './trace-points.js';

/** Attributes as they were given. */
type Given = Readonly<Record<string, unknown>>;

/**
 * A figure as plain data, checked: the one way by which a figure leaves the library, as picture, JSON or page.
 *
 * Typed arrays, tensors, matrices and columns anywhere in it become arrays, and numbers that are not finite null (plotly
 * leaves a gap), see `plainData`. A trace without `type` is a scatter. Points that a line alone would not show get
 * markers, see `withVisiblePoints`. A plain figure comes out as it went in.
 * @throws TypeError for a trace type that is not in `traceTypes` or `solidTypes` (`scattergl` is one above `mostSvgPoints` points), and
 *   for values that JSON would lose; RangeError for a trace that was given data and has no point to draw
 */
export function plainFigure(figure: FigureLike): Figure {
  return plainFigureBy(figure, { number: exactNumber });
}

/**
 * A figure of this library as `plainFigure` makes it, whose numbers keep 5 significant digits.
 * @param frames of a film, in order
 * @throws as `plainFigure`
 */
export function makeFigure(
  data: readonly { readonly [attribute: string]: FigureInput }[],
  layout: { readonly [attribute: string]: FigureInput } = {},
  frames?: readonly FrameInput[],
): Figure {
  return naming('makeFigure', () =>
    plainFigureBy({ data, layout, frames }, { number: value => roundNumber(value) }),
  );
}

function plainFigureBy(figure: FigureLike, rule: PlainRule): Figure {
  // A notebook's figure may be anything, whatever its type says.
  const { data, layout, frames } = ((figure as unknown) ?? {}) as Partial<FigureLike>;
  if (!Array.isArray(data)) {
    throw typeError(`a figure { data: [trace, …], layout }, got ${membersOf(figure)}`);
  }
  const plainLayout = expectMembers(plainData(layout ?? {}, 'layout', rule), 'layout', '{ title, xaxis, … }');
  const traces = data.map((given: Given, i) => {
    const trace = plainTrace(given, `data[${i}]`, rule);
    expectPoints(trace, given, `data[${i}]`, plainLayout);
    return trace;
  });
  const plain = {
    data: traces.map(trace => withVisiblePoints(trace, plainLayout)),
    layout: plainLayout,
  };
  if (frames === undefined || frames === null) return plain;
  if (!Array.isArray(frames)) throw typeError('`frames` to be a list');
  return { ...plain, frames: plainFrames(frames, traces, plainLayout, rule) };
}

function membersOf(figure: unknown): string {
  if (figure === null || typeof figure !== 'object') return String(figure);
  return Array.isArray(figure) ? `an array of ${figure.length}` : `{ ${Object.keys(figure).join(', ')} }`;
}

/** @param like what a value that is no object of attributes should have been */
function expectMembers(plain: Json | undefined, path: string, like: string): Members {
  if (plain === null || typeof plain !== 'object' || Array.isArray(plain)) {
    const got = Array.isArray(plain) ? 'an array' : JSON.stringify(plain);
    throw typeError(`\`${path}\` to be ${like}, got ${got}`);
  }
  return plain as Members;
}

function plainTrace(given: unknown, path: string, rule: PlainRule): Trace {
  const plain = expectMembers(plainData(given, path, rule), path, 'a trace { type, x, y, … }');
  const trace = ('type' in plain ? plain : { type: 'scatter', ...plain }) as Trace;
  expectDrawable(trace, path);
  return trace;
}

/** @throws TypeError when a trace's type is not in `traceTypes`, nor `scattergl` with too many points for SVG */
function expectDrawable(trace: Trace, path: string): void {
  const type: unknown = trace.type;
  if (type === 'scattergl') {
    const count = countPoints(trace);
    if (count > mostSvgPoints) return;
    throw typeError(
      `\`${path}.type\` to be scatter for ${count} points ` +
        `(WebGL is for more than ${mostSvgPoints}), got scattergl`,
    );
  }
  if (![...traceTypes, ...solidTypes].includes(type as never)) {
    throw typeError(
      `\`${path}.type\` to be one of ${[...traceTypes, ...solidTypes].join(', ')} ` +
        `(other WebGL and map types cannot be drawn without a browser), got ${String(type)}`,
    );
  }
}

/** A frame's part of a trace, and the trace as it is then. */
interface FramePart {
  /** Which trace. */
  readonly index: number;
  readonly whole: Trace;
  readonly seen: Trace;
}

/** Frames as plain data; a trace that needs markers in one picture has its mode and markers written in every frame. */
function plainFrames(
  given: readonly object[],
  traces: readonly Trace[],
  layout: Members,
  rule: PlainRule,
): Frame[] {
  const frames = given.map((frame, k) => plainFrame(frame, `frames[${k}]`, rule));
  const parts = frames.map(({ data, traces: indices }, k) =>
    data.map((part, j): FramePart | undefined => {
      const index = indices?.[j] ?? j;
      const trace = traces[index];
      if (trace === undefined) return undefined;
      const whole = { ...trace, ...part };
      const raw = { ...trace, ...(given[k] as { readonly data: readonly object[] }).data[j] };
      expectPoints(whole, raw, `frames[${k}].data[${j}]`, layout);
      return { index, whole, seen: withVisiblePoints(whole, layout) };
    }),
  );
  const marked = new Set(
    parts.flat().flatMap(part => (part === undefined || part.seen === part.whole ? [] : [part.index])),
  );
  traces.forEach((trace, index) => {
    if (withVisiblePoints(trace, layout) !== trace) marked.add(index);
  });
  return frames.map((frame, k) => ({
    ...frame,
    data: frame.data.map((data, j) => {
      const part = parts[k]?.[j];
      if (part === undefined || !marked.has(part.index)) return data;
      return { ...data, mode: modeOf(part.seen), marker: part.seen['marker'] ?? {} };
    }),
  }));
}

function plainFrame(given: unknown, path: string, rule: PlainRule): Frame {
  const frame = expectMembers(plainData(given, path, rule), path, 'a frame { name, data: [ … ] }');
  const parts = frame['data'] ?? [];
  if (!Array.isArray(parts)) throw typeError(`\`${path}.data\` to be a list`);
  parts.forEach((part, j) => expectMembers(part, `${path}.data[${j}]`, 'members of a trace { x, y, … }'));
  return { ...frame, data: parts } as unknown as Frame;
}
