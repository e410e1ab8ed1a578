import type { Json, Trace } from './plot.js';
import { type Members, pointLists, placedPoints } from './trace-points.js';

/** Points up to which plotly marks those of a line without a `mode`. @see plotly.js, PTS_LINESONLY */
const markedByDefault = 20;

/** Diameter of a marker that makes a point of a line seen, in pixels. */
const markerSize = 6;

/** Whether a trace is a line that marks none of its points. */
function isBareLine(trace: Trace): boolean {
  if (!['scatter', 'scattergl', 'scatterpolar'].includes(trace.type)) return false;
  // Such areas have an outline, and bands edges without width.
  if (trace['fill'] === 'toself' || trace['fill'] === 'tonext' || member(trace, 'line', 'width') === 0)
    return false;
  const modes = modeOf(trace).split('+');
  return modes.includes('lines') && !modes.includes('markers');
}

/** How a trace's points are drawn; plotly marks them by default when they are few. */
export function modeOf(trace: Trace): string {
  const { mode, stackgroup } = trace;
  if (typeof mode === 'string') return mode;
  const count = Math.min(...pointLists(trace).map(list => list.length));
  return count < markedByDefault && stackgroup === undefined ? 'lines+markers' : 'lines';
}

function member(trace: Trace, group: string, name: string): Json | undefined {
  const members = trace[group];
  return members !== null && typeof members === 'object' ? (members as Members)[name] : undefined;
}

/** Whether a line guides the eye and is no data: dashed, vertical, or silent under the mouse. */
function isGuide(trace: Trace): boolean {
  const dash = member(trace, 'line', 'dash') ?? 'solid';
  const x = trace['x'];
  const vertical = Array.isArray(x) && x.length === 2 && x[0] === x[1];
  return dash !== 'solid' || trace['hoverinfo'] === 'skip' || vertical;
}

/**
 * The trace with markers at the points that its line alone would not show: a point between two gaps has no line, and of
 * fewer than three points one does not see what was measured. Guides get the former alone.
 * @returns the same trace when its line shows all there is
 */
export function withVisiblePoints(trace: Trace, layout: Members): Trace {
  if (!isBareLine(trace)) return trace;
  const placed = placedPoints(trace, layout);
  const count = placed.filter(Boolean).length;
  const bridged = trace['connectgaps'] === true && count > 1;
  const alone = placed.map((here, i) => here && !bridged && !placed[i - 1] && !placed[i + 1]);
  const unseen = alone.filter(Boolean).length;
  const few = count > 0 && count < 3 && !isGuide(trace);
  if (unseen === 0 && !few) return trace;
  const mode = `${modeOf(trace)}+markers`;
  const marker = trace['marker'] as Members | undefined;
  const size = marker?.['size'] ?? markerSize;
  if (few || unseen === count || Array.isArray(size)) return { ...trace, mode, marker: { ...marker, size } };
  const sizes = alone.map(here => (here ? size : 0));
  // Plotly draws markers of several sizes as bubbles, half transparent and with an edge.
  return { ...trace, mode, marker: { opacity: 1, line: { width: 0 }, ...marker, size: sizes } };
}
