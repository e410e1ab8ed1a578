import { createRequire } from 'node:module';
import { slow as test } from '../support/slow.js';

const require = createRequire(import.meta.url);
const { CellConverter } = require('../../../scripts/jupyter/cell-converter.cjs') as {
  readonly CellConverter: new () => {
    convert(declarations: string, source: string): Converted;
    close(): void;
  };
};

interface Converted {
  readonly diagnostics: readonly { readonly messageText: string }[];
  readonly declOutput?: string;
  readonly output?: string;
}

test('cells may use ES2023 methods of arrays, and export what they declare', t => {
  const converter = new CellConverter();
  try {
    const faults = (source: string, declarations = ''): string[] =>
      converter.convert(declarations, source).diagnostics.map(({ messageText }) => messageText);
    t.deepEqual(faults('const x: number[] = [3, 1].toSorted().toReversed().with(0, 2);'), []);
    t.deepEqual(faults('const y: Float64Array = Float64Array.of(2, 1).toSorted().with(0, 3);'), []);
    t.deepEqual(faults('const z: number[] = [1, 2].toSpliced(0, 1, 5, 6);'), []);
    t.deepEqual(faults('const last: number | undefined = [1].findLast(v => v > 0);'), []);
    const [wrong = ''] = faults('const wrong: string[] = [3, 1].toSorted();');
    t.regex(wrong, /'number\[\]' is not assignable to type 'string\[\]'/);
    const exported = converter.convert('', 'export const a = 1;');
    t.deepEqual(exported.diagnostics, []);
    t.deepEqual(faults('const b: number = a;', exported.declOutput), []);
  } finally {
    converter.close();
  }
});
