'use strict';
// danfojs-node asks for @tensorflow/tfjs-node; the project runs @tensorflow/tfjs-node-gpu. Whoever loads TensorFlow
// first sets its environment: lib/engine/backend.ts says why.
process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
process.env.TF_ENABLE_ONEDNN_OPTS ??= '1';
try {
  module.exports = require('@tensorflow/tfjs-node-gpu');
} catch {
  module.exports = require('@tensorflow/tfjs');
}
