export {
  bestMatchingEncoder,
  bestRelaxedEncoder,
  type CodeDivergence,
  codeDivergence,
  type EncoderSolution,
  exactPenaltyWeight,
  totalVariationTransport,
} from './encoder-program.js';
export {
  aggregatedPosterior,
  decoderOfMap,
  encodedCoupling,
  type FiniteWorld,
  finiteWorld,
  generatedWeights,
  optimalCoupling,
  randomWorld,
  type RandomWorldOptions,
  reconstructionCosts,
  withNoisyDecoder,
  type WorldParts,
} from './finite-world.js';
export {
  type IsotropicNormal,
  jensenShannonOfNormals,
  optimalLogit,
  rbfMmdOfNormals,
} from './normal-closed-forms.js';
