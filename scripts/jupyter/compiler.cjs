'use strict';
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

/** The TypeScript compiler that tslab brings, and uses. */
const ts = require(require.resolve('@tslab/typescript-for-tslab', { paths: [require.resolve('tslab')] }));

const { readFile } = ts.sys;
const later = readFileSync(join(__dirname, 'es2023-arrays.d.ts'), 'utf8');

// tslab asks for the types of ES2022 and no later ones; every Node that runs here has ES2023's methods of arrays.
ts.sys.readFile = (path, encoding) => {
  const text = readFile(path, encoding);
  if (text === undefined || !path.endsWith('/lib.es2022.d.ts')) return text;
  return `/// <reference lib="es2023.array" />\n${text}\n${later}`;
};

module.exports = ts;
