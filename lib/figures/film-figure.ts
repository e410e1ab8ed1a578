import type { Points } from '../base/index.js';
import { project } from '../latent/index.js';
import type { FilmView } from './film-view.js';
import { planeFigure } from './plane.js';
import type { Figure, FrameInput } from './plotly/plot.js';
import type { Attributes } from './plotly/layout.js';
import { escapeMarkup } from './plotly/text.js';
import { classPalette } from './plotly/theme.js';

/** Milliseconds that a frame stands while the film runs, and that the codes take to move. */
const [standing, moving] = [350, 250];

/** The codes' places at one moment, a trace of each class, rounded to hundredths. */
function placesOf(view: FilmView, codes: Points): { x: number[]; y: number[] }[] {
  const places = project(codes, view.plane).data;
  return classesOf(view).map(({ members }) => {
    const along = (column: 0 | 1): number[] =>
      members.map(i => Math.round(100 * places[2 * i + column]!) / 100);
    return { x: along(0), y: along(1) };
  });
}

/** Which images are of which class; without labels all are of one. */
function classesOf({ labels, film, maxPoints = 300 }: FilmView): { label: number; members: number[] }[] {
  const count = Math.min(maxPoints, film.frames[0]?.codes.shape[0] ?? 0);
  const groups = new Map<number, number[]>();
  for (let i = 0; i < count; i++) {
    const label = labels?.[i] ?? 0;
    groups.set(label, [...(groups.get(label) ?? []), i]);
  }
  return [...groups].sort(([a], [b]) => a - b).map(([label, members]) => ({ label, members }));
}

const animation = (names: readonly string[] | null, duration: number): Attributes => ({
  method: 'animate',
  args: [
    names,
    {
      mode: 'immediate',
      fromcurrent: true,
      frame: { duration, redraw: false },
      transition: { duration: duration === 0 ? 0 : moving },
    },
  ],
});

/** A play button and a slider under the plot. */
function controls(names: readonly string[]): Attributes {
  return {
    updatemenus: [
      {
        type: 'buttons',
        showactive: false,
        x: 0,
        xanchor: 'right',
        y: 0,
        yanchor: 'top',
        pad: { t: 64, r: 14 },
        buttons: [{ label: '▶', ...animation(null, standing) }],
      },
    ],
    sliders: [
      {
        active: names.length - 1,
        currentvalue: { prefix: 'after epoch ', font: { size: 13 } },
        pad: { t: 44 },
        x: 0,
        len: 1,
        steps: names.map(name => ({ label: name, ...animation([name], 0) })),
      },
    ],
  };
}

/**
 * The codes of the same test images as training went on, in one plane, with a slider and a button to play; at first,
 * and in a still picture, it shows the last frame.
 * @throws RangeError for a film without frames
 */
export function filmFigure(view: FilmView): Figure {
  const { film, title, epochOf, prior, plane, classNames } = view;
  const last = film.frames.at(-1);
  if (last === undefined) throw new RangeError('filmFigure: expected `film` to have frames, got none');
  const groups = classesOf(view);
  const end = placesOf(view, last.codes);
  const traces = groups.map(({ label }, g) => ({
    type: 'scatter',
    mode: 'markers',
    name: view.labels === undefined ? 'codes' : escapeMarkup(classNames?.[label] ?? `${label}`),
    legendgroup: `class ${label}`,
    ...end[g],
    marker: { color: classPalette[label % classPalette.length]!, size: 6 },
  }));
  // Draws of the prior, if there are any, come before the codes.
  const first = prior.kind === 'draws' ? 1 : 0;
  const names = film.frames.map(({ step }) => `${epochOf(step)}`);
  const frames = film.frames.map(({ codes }, i): FrameInput => ({
    name: names[i]!,
    data: placesOf(view, codes),
    traces: groups.map((_, g) => first + g),
  }));
  const figure = planeFigure([{ heading: '', plane, traces }], prior, {
    title: `${title}: codes of test images`,
    reach: view.reach,
    frames,
    layout: controls(names),
  });
  const { margin, height } = figure.layout as { margin: { b: number }; height: number };
  // `meta`: what a still picture, which has no controls, leaves out of its height.
  const room = { margin: { ...margin, b: margin.b + 80 }, height: height + 80, meta: { controls: 80 } };
  return { ...figure, layout: { ...figure.layout, ...room } };
}
