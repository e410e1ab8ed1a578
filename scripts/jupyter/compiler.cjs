'use strict';

/** The TypeScript compiler that tslab brings, and uses. */
module.exports = require(
  require.resolve('@tslab/typescript-for-tslab', { paths: [require.resolve('tslab')] }),
);
