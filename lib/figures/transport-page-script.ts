// What runs inside the page of `transportPage`. It is bundled with lib/ot/solve.ts, and imports nothing of Node's.
import { pointCost, solveSample } from '../ot/index.js';
import type { PageState } from './transport-page.js';

type Place = [x: number, y: number];

/** CSS pixels to a unit, and the plane's size in them. */
const unit = 600;
const [planeWidth, planeHeight] = [1.5, 1];
const arrows: Readonly<Record<string, Place>> = {
  ArrowLeft: [-0.01, 0],
  ArrowRight: [0.01, 0],
  ArrowUp: [0, 0.01],
  ArrowDown: [0, -0.01],
};

const state = JSON.parse(document.getElementById('problem')?.textContent ?? '') as PageState;
const x: Place[] = state.x.map(([across, up]) => [across!, up!]);
const y: Place[] = state.y.map(([across, up]) => [across!, up!]);
const svg = document.querySelector('svg')!;
const lines = svg.appendChild(create('g', {}));
let chosen = 0;

function create(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, `${value}`);
  return element;
}

function write(id: string, value: number, digits: number): void {
  const output = document.getElementById(id) as HTMLOutputElement;
  output.value = Math.abs(value) < 1e-12 ? '0' : value.toPrecision(digits);
  output.dataset['value'] = `${value}`;
}

/** Solves the problem as it stands, exactly, and draws its plan. */
function solve(): void {
  const ground = state.costs[chosen]?.cost ?? { kind: 'squared-euclidean' };
  const { value, plan, gap } = solveSample(x, y, { a: state.a, b: state.b, cost: ground });
  const cost = pointCost(x, y, ground);
  const mass = state.a.reduce((sum, weight) => sum + weight, 0);
  let independent = 0;
  state.a.forEach((a, i) => state.b.forEach((b, j) => (independent += (a * b * cost.at(i, j)) / mass)));
  const largest = Math.max(...state.a, ...state.b);
  const drawn: SVGElement[] = [];
  plan.forEach((i, j, moved) => {
    const [[x1, y1], [x2, y2]] = [x[i]!, y[j]!].map(onScreen) as [Place, Place];
    drawn.push(create('line', { class: 'line', x1, y1, x2, y2, 'stroke-width': 1 + (14 * moved) / largest }));
  });
  lines.replaceChildren(...drawn);
  write('value', value, 5);
  write('independent', independent, 5);
  write('gap', gap, 1);
}

function onScreen([across, up]: Place): Place {
  return [unit * across, unit * (planeHeight - up)];
}

function makeDot(kind: 'x' | 'y', place: Place, weight: number, mean: number, index: number): void {
  const radius = 13 * Math.sqrt(weight / mean);
  const name = `${kind === 'x' ? 'source' : 'target'} ${index + 1}`;
  const shape =
    kind === 'x'
      ? create('circle', { class: kind, r: radius })
      : create('rect', {
          class: kind,
          x: -0.9 * radius,
          y: -0.9 * radius,
          width: 1.8 * radius,
          height: 1.8 * radius,
        });
  shape.setAttribute('tabindex', '0');
  shape.setAttribute('aria-label', name);
  const move = (across: number, up: number): void => {
    place[0] = Math.min(planeWidth, Math.max(0, across));
    place[1] = Math.min(planeHeight, Math.max(0, up));
    show();
    solve();
  };
  const show = (): void => {
    shape.setAttribute('transform', `translate(${onScreen(place).join(' ')})`);
    [shape.dataset['x'], shape.dataset['y']] = place.map(String);
  };
  shape.addEventListener('pointerdown', event => {
    shape.setPointerCapture(event.pointerId);
    event.preventDefault();
    shape.focus();
  });
  shape.addEventListener('pointermove', event => {
    if (!shape.hasPointerCapture(event.pointerId)) return;
    const box = svg.getBoundingClientRect();
    const scale = planeWidth / box.width;
    move((event.clientX - box.left) * scale, planeHeight - (event.clientY - box.top) * scale);
  });
  shape.addEventListener('keydown', event => {
    const step = arrows[event.key];
    if (step === undefined) return;
    event.preventDefault();
    move(place[0] + step[0], place[1] + step[1]);
  });
  show();
  svg.append(shape);
}

function makeDots(kind: 'x' | 'y', places: readonly Place[], weights: readonly number[]): void {
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
  places.forEach((place, i) => makeDot(kind, place, weights[i]!, mean, i));
}

makeDots('x', x, state.a);
makeDots('y', y, state.b);
for (const input of document.querySelectorAll<HTMLInputElement>('input[name="cost"]')) {
  input.addEventListener('change', () => {
    chosen = Number(input.value);
    solve();
  });
}
solve();
