import { pointAt, type Points, type Rng, rowsBetween } from '../base/index.js';
import { importPackage } from '../node/index.js';

/** Codes that are laid out at most, the neighbours that each is held near to, and epochs of the layout. */
const [most, neighbours, epochs] = [1000, 15, 200];

/**
 * Places of the first codes in a plane that keeps near what is near in all coordinates, by the package umap-js: 15
 * neighbours, a least distance of 0.1, centred and scaled to a root mean square of 1. Distances and angles on it have no
 * unit.
 * @param codes [n, d]
 * @returns [m, 2] of the first m = min(n, 1000) codes; undefined if there are not more codes than neighbours
 * @throws SetUpError if umap-js is not installed
 * @see mcinnes:18
 */
export async function umapPlaces(codes: Points, rng: Rng): Promise<Points | undefined> {
  const n = Math.min(codes.shape[0], most);
  if (n <= neighbours) return undefined;
  const { UMAP } = await importPackage('umap-js', 'the UMAP plane of the explorer', () => import('umap-js'));
  const rows = rowsBetween(codes, 0, n);
  const umap = new UMAP({
    nNeighbors: neighbours,
    minDist: 0.1,
    nEpochs: epochs,
    random: () => rng.uniform(),
  });
  const placed = umap.fit(Array.from({ length: n }, (_, i) => [...pointAt(rows, i)]));
  const mean = [0, 1].map(axis => placed.reduce((sum, place) => sum + place[axis]! / n, 0));
  const centred = placed.flatMap(place => place.map((value, axis) => value - mean[axis]!));
  const scale = Math.sqrt(centred.reduce((sum, value) => sum + value ** 2, 0) / (2 * n)) || 1;
  return { data: Float32Array.from(centred, value => value / scale), shape: [n, 2] };
}
