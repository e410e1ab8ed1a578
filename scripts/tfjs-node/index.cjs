'use strict';
// danfojs-node asks for @tensorflow/tfjs-node; the project runs @tensorflow/tfjs-node-gpu.
try {
  module.exports = require('@tensorflow/tfjs-node-gpu');
} catch {
  module.exports = require('@tensorflow/tfjs');
}
