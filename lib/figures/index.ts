export {
  arithmeticPicture,
  type ArithmeticRows,
  attributesPicture,
  type AttributeWalk,
} from './attributes.js';
export { ballsFigure, type BallsPanel, gaussianEllipse } from './balls.js';
export type { CurveRun } from './curve-lines.js';
export { trainingCurves } from './curves.js';
export { filmFigure } from './film-figure.js';
export { filmPicture } from './film-picture.js';
export { filmPlane, filmReach, type FilmView } from './film-view.js';
export { holesFigure, type HolesPanel } from './holes.js';
export {
  type DecodedPath,
  interpolationsPicture,
  type PathDistances,
  pathDistancesFigure,
} from './interpolations.js';
export { latentFigure, type LatentOptions, type LatentPanel, planeOf } from './latent.js';
export { type ManifoldPanel, manifoldPicture, type Traversal, traversalsPicture } from './manifold.js';
export { matchingFigure, type MatchingPanel } from './matching.js';
export { type NeighbourPanel, neighboursPicture } from './neighbours.js';
export { type PaperColumn, paperFigure } from './paper-figure.js';
export { imageGrid } from './pictures/grid.js';
export { type PictureBlock, type PictureRow, pictureRows, pictureRowsPng } from './pictures/picture-rows.js';
export { encodePng } from './pictures/raster.js';
export { planHeatmaps } from './plan-heatmaps.js';
export { axisWords, type LatentPrior, priorMasses } from './plane.js';
export { showPage } from './plotly/framed-page.js';
export { pageScript } from './plotly/page-script.js';
export { panelsFigure, type Series } from './plotly/panels.js';
export type { Figure } from './plotly/plot.js';
export { renderPng } from './plotly/render.js';
export { saveFigure, type SaveFigureOptions } from './plotly/save.js';
export { show, showPng, updatingDisplay } from './plotly/show.js';
export { escapeMarkup } from './plotly/text.js';
export { classPalette, palette } from './plotly/theme.js';
export { transportPage } from './transport-page.js';
export { transportPlanFigure } from './transport-plan.js';
