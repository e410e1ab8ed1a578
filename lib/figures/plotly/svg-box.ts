import type { SKRSContext2D } from '@napi-rs/canvas';
import { fontFamily } from './theme.js';

/** An upright rectangle, in pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** What is read of an SVG element; a browser's and jsdom's elements are such. */
export interface SvgElement {
  readonly tagName: string;
  readonly textContent: string | null;
  readonly parentElement: SvgElement | null;
  readonly style?: { getPropertyValue(property: string): string };
  getAttribute(name: string): string | null;
  querySelectorAll(selector: string): ArrayLike<SvgElement>;
}

/** (x, y) -> (a x + c y + e, b x + d y + f), as SVG writes it. */
type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

const identity: Affine = [1, 0, 0, 1, 0, 0];
const lineSpacing = 1.3; // plotly's own, src/constants/alignment.js

/** First `inner`, then `outer`. */
function compose(outer: Affine, inner: Affine): Affine {
  const [a, b, c, d, e, f] = outer;
  const [p, q, r, s, t, u] = inner;
  return [a * p + c * q, b * p + d * q, a * r + c * s, b * r + d * s, a * t + c * u + e, b * t + d * u + f];
}

function stepOf(name: string, n: readonly number[]): Affine {
  const [first = 0, second, third] = n;
  switch (name) {
    case 'translate':
      return [1, 0, 0, 1, first, second ?? 0];
    case 'scale':
      return [first, 0, 0, second ?? first, 0, 0];
    case 'rotate': {
      const [cos, sin] = [Math.cos((first * Math.PI) / 180), Math.sin((first * Math.PI) / 180)];
      const [x, y] = [second ?? 0, third ?? 0];
      return [cos, sin, -sin, cos, x - cos * x + sin * y, y - sin * x - cos * y];
    }
    case 'matrix':
      return n.length === 6 ? (n as unknown as Affine) : identity;
    default:
      return identity;
  }
}

/** The map of a `transform` attribute; functions that plotly does not write count as none. */
export function parseTransform(transform: string): Affine {
  let map = identity;
  for (const [, name = '', list = ''] of transform.matchAll(/([a-z]+)\s*\(([^)]*)\)/gi)) {
    const numbers = (list.match(/[-+]?[\d.]+(?:e[-+]?\d+)?/gi) ?? []).map(Number);
    map = compose(map, stepOf(name, numbers));
  }
  return map;
}

/** The nearest value of a style or attribute at or above an element. */
function inherited(element: SvgElement, property: string): string {
  for (let node: SvgElement | null = element; node !== null; node = node.parentElement) {
    const styled = node.style?.getPropertyValue(property) ?? '';
    const value = styled === '' ? node.getAttribute(property) : styled;
    if (value !== null && value !== '') return value;
  }
  return '';
}

/** Extent of a text in its own coordinates: its widest line, and plotly's line spacing for each further line. */
function textBox(text: SvgElement, context: SKRSContext2D): Box {
  const size = Number.parseFloat(inherited(text, 'font-size')) || 12;
  const weight = /bold|[6-9]00/.test(inherited(text, 'font-weight')) ? 'bold ' : '';
  context.font = `${weight}${size}px "${fontFamily}"`;
  const lines = Array.from(text.querySelectorAll('tspan.line'));
  const words = (lines.length > 0 ? lines : [text]).map(line => line.textContent ?? '');
  const width = Math.max(...words.map(line => context.measureText(line).width));
  const anchor = inherited(text, 'text-anchor');
  const share = anchor === 'middle' ? 0.5 : anchor === 'end' ? 1 : 0;
  const x = Number.parseFloat(text.getAttribute('x') ?? '') || 0;
  const y = Number.parseFloat(text.getAttribute('y') ?? '') || 0;
  const height = (1.2 + lineSpacing * (words.length - 1)) * size;
  return { left: x - share * width, top: y - 0.95 * size, width, height };
}

/** The map from an element's coordinates to those of `top`, or of the outermost svg element. */
function mapOf(element: SvgElement, top: SvgElement | null): Affine {
  let map = identity;
  for (let node: SvgElement | null = element; node !== null && node !== top; node = node.parentElement) {
    const transform = node.getAttribute('transform');
    if (transform !== null) map = compose(parseTransform(transform), map);
  }
  return map;
}

function union(boxes: readonly Box[]): Box {
  if (boxes.length === 0) return { left: 0, top: 0, width: 0, height: 0 };
  const left = Math.min(...boxes.map(box => box.left));
  const top = Math.min(...boxes.map(box => box.top));
  const right = Math.max(...boxes.map(box => box.left + box.width));
  const bottom = Math.max(...boxes.map(box => box.top + box.height));
  return { left, top, width: right - left, height: bottom - top };
}

/**
 * Upright extent of the texts in an SVG element (all that plotly measures while it lays a figure out).
 * @param frame 'own' for the element's own coordinates (`getBBox`), 'page' for the outermost (`getBoundingClientRect`)
 */
export function svgBox(element: SvgElement, context: SKRSContext2D, frame: 'own' | 'page'): Box {
  const isText = element.tagName === 'text' || element.tagName === 'tspan';
  const texts = isText ? [element] : Array.from(element.querySelectorAll('text'));
  const boxes = texts
    .filter(text => text.textContent !== '')
    .map(text => {
      const { left, top, width, height } = textBox(text, context);
      const [a, b, c, d, e, f] = mapOf(text, frame === 'own' ? element : null);
      const corners = [left, left + width].flatMap(x =>
        [top, top + height].map(y => ({
          left: a * x + c * y + e,
          top: b * x + d * y + f,
          width: 0,
          height: 0,
        })),
      );
      return union(corners);
    });
  return union(boxes);
}
