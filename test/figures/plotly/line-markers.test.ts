import test from 'ava';
import { modeOf, withVisiblePoints } from '../../../lib/figures/plotly/line-markers.js';
import type { Json, Trace } from '../../../lib/figures/plotly/plot.js';

const line = (members: Readonly<Record<string, Json>>): Trace =>
  ({ type: 'scatter', mode: 'lines', ...members }) as Trace;

const seen = (members: Readonly<Record<string, Json>>): Trace => withVisiblePoints(line(members), {});

test('withVisiblePoints marks a line of fewer than three points, whatever its gaps', t => {
  for (const y of [[5], [5, 6], [5, null, 6], [null, 5, null]]) {
    t.deepEqual(seen({ y }), line({ y, mode: 'lines+markers', marker: { size: 6 } }), JSON.stringify(y));
  }
  t.is(seen({ x: [1, 2], y: [5, 6] })['mode'], 'lines+markers');
  const polar = { type: 'scatterpolar', r: [1], theta: [0] };
  t.is(seen(polar)['mode'], 'lines+markers');
});

test('withVisiblePoints marks the points between two gaps, and of a longer line no other', t => {
  const y = [1, null, 2, null, 3, 4, null, 5];
  const marker = { opacity: 1, line: { width: 0 }, size: [6, 0, 6, 0, 0, 0, 0, 6] };
  t.deepEqual(seen({ y }), line({ y, mode: 'lines+markers', marker }));
  const own = { size: 9, color: 'red', opacity: 0.5 };
  const kept = { ...own, line: { width: 0 }, size: [9, 0, 9, 0, 0, 0, 0, 9] };
  t.deepEqual(seen({ y, marker: own })['marker'], kept);
  t.deepEqual(seen({ y: [1, null, 2, null, 3] })['marker'], { size: 6 }, 'all of them');
  t.deepEqual(seen({ y: [1, 2, 3, null, 4], marker: { size: [1, 2, 3, 4, 5] } })['marker'], {
    size: [1, 2, 3, 4, 5],
  });
});

test('withVisiblePoints leaves lines that show all their points', t => {
  for (const members of [
    { y: [1, 2, 3] },
    { y: [1, 2, null, 3, 4] },
    { y: [] },
    { y: [1, null, 2, null, 3], connectgaps: true },
    { y: [1], mode: 'markers' },
    { y: [1], mode: 'lines+markers' },
    { y: [1, null, 2, 3], mode: 'none' },
    { type: 'bar', y: [1] },
    { y: [1, null, 1, 2], fill: 'toself' },
    { y: [1, null, 1, 2], fill: 'tonexty', line: { width: 0 } },
  ]) {
    const trace = line(members);
    t.is(withVisiblePoints(trace, {}), trace, JSON.stringify(members));
  }
});

test('withVisiblePoints marks guides, which are dashed, vertical or silent, only when nothing else is seen', t => {
  const guides = [{ line: { dash: 'dash' } }, { x: [3, 3] }, { hoverinfo: 'skip' }];
  for (const guide of guides) {
    const trace = line({ y: [1, 2], ...guide });
    t.is(withVisiblePoints(trace, {}), trace, JSON.stringify(guide));
    t.is(seen({ ...guide, y: [1] })['mode'], 'lines+markers', JSON.stringify(guide));
  }
  t.is(seen({ y: [1, 2], line: { dash: 'solid' } })['mode'], 'lines+markers');
  t.is(seen({ y: [1], connectgaps: true, hoverinfo: 'skip' })['mode'], 'lines+markers');
});

test('withVisiblePoints counts what has a place on a logarithmic axis', t => {
  const layout = { yaxis: { type: 'log' } };
  const { marker } = withVisiblePoints(line({ y: [1, 0, 2, 3, -1, 4] }), layout);
  t.deepEqual((marker as { size: unknown }).size, [6, 0, 0, 0, 0, 6]);
});

test('modeOf a trace without one is what plotly takes: markers for fewer than twenty points', t => {
  const list = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
  t.is(modeOf({ type: 'scatter', y: list(19), x: list(30) }), 'lines+markers');
  t.is(modeOf({ type: 'scatter', y: list(20) }), 'lines');
  t.is(modeOf({ type: 'scatter', y: list(5), stackgroup: 'a' }), 'lines');
  t.is(modeOf({ type: 'scatter', y: [1], mode: 'text' }), 'text');
  const gaps = { type: 'scatter', y: [...list(20), null, 1] } as const;
  t.is(withVisiblePoints(gaps, {})['mode'], 'lines+markers');
});
