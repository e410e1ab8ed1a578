import { drawingPackages, needPackages } from '../node/index.js';

/**
 * Looks for the packages that draw a run's figures and its film, before hours of training that end with them.
 * @throws SetUpError if one is not installed
 */
export function needFigures(): void {
  needPackages([...drawingPackages, 'sharp'], 'drawing a run');
}
