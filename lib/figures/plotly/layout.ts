import type { FigureInput } from './plot.js';
import { fontFamily, gridColour, inkColour } from './theme.js';

/** An object of plotly attributes. */
export type Attributes = Readonly<Record<string, FigureInput>>;

/** A layout with its margins, for those who widen them. */
export type BaseLayout = Attributes & {
  readonly margin: Readonly<Record<'l' | 'r' | 't' | 'b', number>>;
};

/** Layout members that all figures share: white ground, one typeface, a horizontal legend under the plot. */
export function baseLayout(
  title: string,
  size: { readonly width: number; readonly height: number },
): BaseLayout {
  return {
    ...size,
    title: {
      text: title,
      font: { size: 18 },
      x: 0.5,
      xanchor: 'center',
      y: 1,
      yanchor: 'top',
      pad: { t: 16 },
    },
    font: { family: `${fontFamily}, Verdana, sans-serif`, size: 13, color: inkColour },
    paper_bgcolor: 'white',
    plot_bgcolor: 'white',
    margin: { l: 64, r: 24, t: title === '' ? 32 : 64, b: 100 },
    legend: { orientation: 'h', x: 0.5, xanchor: 'center', y: 0, yanchor: 'bottom', yref: 'container' },
  };
}

/** Axis members that all figures share. */
export const baseAxis: Attributes = {
  showline: true,
  linecolor: inkColour,
  linewidth: 1,
  ticks: 'outside',
  ticklen: 4,
  tickcolor: inkColour,
  gridcolor: gridColour,
  zeroline: false,
};

/** Where panel `index` of `count` side by side lies in paper coordinates, `gap` between neighbours. */
export function panelDomain(index: number, count: number, gap: number): readonly [number, number] {
  const width = (1 - gap * (count - 1)) / count;
  const start = index * (width + gap);
  return [start, Math.min(1, start + width)];
}

/** 'x', 'x2', 'x3' …: plotly's name of axis `index` (from 0). */
export function axisId(letter: 'x' | 'y', index: number): string {
  return index === 0 ? letter : `${letter}${index + 1}`;
}

/** 'xaxis', 'xaxis2' …: the layout member of axis `index` (from 0). */
export function axisMember(letter: 'x' | 'y', index: number): string {
  return index === 0 ? `${letter}axis` : `${letter}axis${index + 1}`;
}

/** A heading above a panel, whose top is at `top` in paper coordinates. */
export function panelHeading(text: string, domain: readonly [number, number], top = 1): Attributes {
  return {
    text,
    font: { size: 14 },
    showarrow: false,
    x: (domain[0] + domain[1]) / 2,
    xref: 'paper',
    xanchor: 'center',
    y: top,
    yref: 'paper',
    yanchor: 'bottom',
    yshift: 4,
  };
}

/** Rows of a legend below a plot, by plotly's rule: one row if all entries fit, else columns of the widest. */
export function legendRows(names: readonly string[], width: number): number {
  const widths = names.map(name => 8 * name.length + 56); // wide letters of 13 pixels, and the line's sample
  if (widths.reduce((sum, entry) => sum + entry, 0) <= width) return 1;
  return Math.ceil(names.length / Math.max(1, Math.floor(width / Math.max(...widths))));
}

/** Ticks of a logarithmic axis from `least` to `most`: 1, 2 and 5 times powers of ten, of more than two decades 1 alone. */
export function logarithmicTicks(least: number, most: number): Attributes {
  const factors = most > 100 * least ? [1] : [1, 2, 5];
  const first = Math.floor(Math.log10(least));
  const decades = Array.from({ length: Math.ceil(Math.log10(most)) - first + 1 }, (_, i) => first + i);
  const ticks = decades.flatMap(decade => factors.map(factor => Number(`${factor}e${decade}`)));
  return { tickmode: 'array', tickvals: ticks, ticktext: ticks.map(tick => `${tick}`) };
}
