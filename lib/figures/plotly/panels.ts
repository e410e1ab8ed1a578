import {
  axisId,
  axisMember,
  baseAxis,
  baseLayout,
  legendRows,
  logarithmicTicks,
  panelDomain,
  panelHeading,
  type Attributes,
} from './layout.js';
import { makeFigure } from './plain-figure.js';
import type { Figure } from './plot.js';
import { escapeMarkup } from './text.js';
import { palette } from './theme.js';

/** Numbers along one axis. */
export type Numbers = readonly number[] | Float64Array;

/** One line, row of dots or set of bars of a panel. */
export interface Series {
  /** Series of one name share a colour and one entry of the legend. */
  readonly name: string;
  readonly x: Numbers;
  readonly y: Numbers;
  /** Default `line`. */
  readonly kind?: 'line' | 'dashes' | 'dots' | 'line-and-dots' | 'bars';
  /** By default the palette's next. */
  readonly colour?: string;
  /** From 0 to 1; default 1. */
  readonly opacity?: number;
}

/** What an axis is called and how it is divided. */
export interface Axis {
  readonly title?: string;
  /** Logarithmic; default false. */
  readonly log?: boolean;
  readonly range?: readonly [least: number, most: number];
  /** Names at places, in place of numbers. */
  readonly names?: readonly (readonly [place: number, name: string])[];
}

/** One system of axes. */
export interface Panel {
  readonly heading?: string;
  readonly x?: Axis;
  readonly y?: Axis;
  readonly series: readonly Series[];
  /** One unit of x is as long as one of y; default false. */
  readonly equalScales?: boolean;
}

/** How the panels stand. */
export interface PanelsOptions {
  readonly title?: string;
  /** Of one panel, in CSS pixels; default 400. */
  readonly width?: number;
  /** Of one panel, in CSS pixels; default 300. */
  readonly height?: number;
}

const looks: Readonly<Record<NonNullable<Series['kind']>, (colour: string) => Attributes>> = {
  line: color => ({ type: 'scatter', mode: 'lines', line: { color, width: 2.2 } }),
  dashes: color => ({ type: 'scatter', mode: 'lines', line: { color, width: 1.8, dash: 'dash' } }),
  dots: color => ({ type: 'scatter', mode: 'markers', marker: { color, size: 6 } }),
  'line-and-dots': color => ({
    type: 'scatter',
    mode: 'lines+markers',
    line: { color, width: 2 },
    marker: { color, size: 6 },
  }),
  bars: color => ({ type: 'bar', marker: { color } }),
};

/** A whole number in raised digits. */
function superscript(value: number): string {
  const raised: Readonly<Record<string, string>> = { '-': '⁻', 1: '¹', 2: '²', 3: '³' };
  return `${value}`.replace(/[-\d]/g, c => raised[c] ?? String.fromCodePoint(0x2070 + Number(c)));
}

/** Ticks of a logarithmic axis: numbers over two decades, else powers of ten, of more than four every second one. */
function logTicks(values: readonly number[]): Attributes {
  const positive = values.filter(value => value > 0);
  const least = positive.reduce((low, value) => Math.min(low, value), Infinity);
  const most = positive.reduce((high, value) => Math.max(high, value), 0);
  if (most <= 100 * least) return logarithmicTicks(least, most);
  const stride = most > 1e4 * least ? 2 : 1;
  const first = Math.ceil(Math.log10(least) - 1e-9);
  const last = Math.floor(Math.log10(most) + 1e-9);
  const powers = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i).filter(
    power => power % stride === 0,
  );
  // Plotly's own powers are larger than the other numbers.
  return {
    tickmode: 'array',
    tickvals: powers.map(power => 10 ** power),
    ticktext: powers.map(power => `10${superscript(power)}`),
  };
}

function axisOf({ title, log = false, range, names }: Axis, values: readonly number[]): Attributes {
  return {
    ...baseAxis,
    ...(title !== undefined && { title: { text: escapeMarkup(title), standoff: 8, font: { size: 13 } } }),
    ...(log && { type: 'log', tickangle: 0, ...logTicks(values) }),
    ...(names !== undefined && {
      tickmode: 'array',
      tickvals: names.map(([place]) => place),
      ticktext: names.map(([, name]) => escapeMarkup(name)),
    }),
    ...(range !== undefined && { range: log ? range.map(Math.log10) : range }),
  };
}

function tracesOf(panel: Panel, index: number, colours: ReadonlyMap<string, string>): Attributes[] {
  return panel.series.map(({ name, x, y, kind = 'line', opacity = 1 }) => {
    if (x.length !== y.length) {
      throw new RangeError(
        `panelsFigure: expected \`x\` and \`y\` of "${name}" to be of one length, got ${x.length} and ${y.length}`,
      );
    }
    return {
      ...looks[kind](colours.get(name)!),
      name: escapeMarkup(name),
      legendgroup: name,
      x,
      y,
      opacity,
      xaxis: axisId('x', index),
      yaxis: axisId('y', index),
    };
  });
}

/** A colour for each name, in the order of their first series. */
function coloursOf(panels: readonly Panel[]): ReadonlyMap<string, string> {
  const colours = new Map<string, string>();
  for (const { name, colour } of panels.flatMap(({ series }) => series)) {
    if (!colours.has(name)) colours.set(name, colour ?? palette[colours.size % palette.length]!);
  }
  return colours;
}

/**
 * Lines, dots and bars in panels side by side, with one legend under them; bars of one panel overlap.
 * @throws RangeError without a panel, and if a series has more x than y, or fewer
 */
export function panelsFigure(panels: readonly Panel[], options: PanelsOptions = {}): Figure {
  const { title = '', width = 400, height = 300 } = options;
  if (panels.length === 0) {
    throw new RangeError('panelsFigure: expected `panels` to hold one or more panels, got none');
  }
  const colours = coloursOf(panels);
  const shown = new Set<unknown>();
  const traces = panels
    .flatMap((panel, index) => tracesOf(panel, index, colours))
    .map(trace => {
      const showlegend = !shown.has(trace['name']);
      shown.add(trace['name']);
      return { ...trace, showlegend };
    });
  const total = Math.max(480, width * panels.length + 88);
  const extra = 24 * (legendRows([...colours.keys()], total - 88) - 1);
  const base = baseLayout(escapeMarkup(title), { width: total, height: height + 164 + extra });
  const gap = 0.2 / panels.length;
  const layout: Record<string, Attributes[string]> = { ...base, barmode: 'overlay', bargap: 0 };
  panels.forEach((panel, index) => {
    layout[axisMember('x', index)] = {
      ...axisOf(
        panel.x ?? {},
        panel.series.flatMap(({ x }) => Array.from(x)),
      ),
      domain: panelDomain(index, panels.length, gap),
      anchor: axisId('y', index),
    };
    layout[axisMember('y', index)] = {
      ...axisOf(
        panel.y ?? {},
        panel.series.flatMap(({ y }) => Array.from(y)),
      ),
      anchor: axisId('x', index),
      ...(panel.equalScales === true && { scaleanchor: axisId('x', index), constrain: 'domain' }),
    };
  });
  const annotations = panels.map(({ heading = '' }, index) =>
    panelHeading(escapeMarkup(heading), panelDomain(index, panels.length, gap)),
  );
  return makeFigure(traces, { ...layout, annotations, margin: { ...base.margin, b: base.margin.b + extra } });
}
