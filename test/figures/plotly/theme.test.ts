import test from 'ava';
import { classPalette } from '../../../lib/figures/plotly/theme.js';

/** Linear RGB as people with a kind of vision see it: identity, and machado:09, Table 1, severity 1. */
const visions: Readonly<Record<string, readonly (readonly [number, number, number])[]>> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function linear(hex: string): number[] {
  return [1, 3, 5].map(at => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
}

const times = (matrix: readonly (readonly number[])[], vector: readonly number[]): number[] =>
  matrix.map(row => row.reduce((sum, entry, k) => sum + entry * vector[k]!, 0));

/** OKLab of linear RGB: ottosson:20. */
function oklab(rgb: readonly number[]): number[] {
  const cones = [
    [0.4122214708, 0.5363325363, 0.0514459929],
    [0.2119034982, 0.6806995451, 0.1073969566],
    [0.0883024619, 0.2817188376, 0.6299787005],
  ];
  const lab = [
    [0.2104542553, 0.793617785, -0.0040720468],
    [1.9779984951, -2.428592205, 0.4505937099],
    [0.0259040371, 0.7827717662, -0.808675766],
  ];
  return times(lab, times(cones, rgb).map(Math.cbrt));
}

test('any two colours of classPalette are apart, as they are and to the colour-blind', t => {
  t.is(classPalette.length, 10);
  for (const [name, matrix] of Object.entries(visions)) {
    const seen = classPalette.map(hex =>
      oklab(times(matrix, linear(hex)).map(value => Math.min(1, Math.max(0, value)))),
    );
    seen.forEach((a, i) =>
      seen.slice(i + 1).forEach((b, k) => {
        const distance = Math.hypot(...a.map((value, c) => value - b[c]!));
        t.true(distance >= 0.14, `${name}: ${i} and ${i + 1 + k} are ${distance.toFixed(3)} apart`);
      }),
    );
  }
});
