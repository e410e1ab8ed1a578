import { createCanvas, GlobalFonts } from '@napi-rs/canvas';
import { JSDOM } from 'jsdom';
import { parseTransform, svgBox } from '../../../lib/figures/plotly/svg-box.js';
import { fontFiles } from '../../../lib/figures/plotly/text.js';
import { fontFamily } from '../../../lib/figures/plotly/theme.js';
import { allClose } from '../../support/all-close.js';
import { slow as test } from '../../support/slow.js';

for (const file of fontFiles()) GlobalFonts.registerFromPath(file, fontFamily);
const context = createCanvas(8, 8).getContext('2d');

function element(markup: string): Element {
  const { document } = new JSDOM(`<svg>${markup}</svg>`).window;
  return document.querySelector('svg > *')!;
}

test('parseTransform composes functions from right to left, as SVG does', t => {
  allClose(t, parseTransform('translate(10, 20) scale(2)'), [2, 0, 0, 2, 10, 20]);
  allClose(t, parseTransform('rotate(90)'), [0, 1, -1, 0, 0, 0], { atol: 1e-15 });
  allClose(t, parseTransform('rotate(-90,3,4)translate(1,0)'), [0, -1, 1, 0, -1, 6], { atol: 1e-12 });
  allClose(t, parseTransform(''), [1, 0, 0, 1, 0, 0]);
});

test('svgBox moves and turns a text with the transforms around it', t => {
  const plain = svgBox(element('<text x="5" y="50" style="font-size: 20px">word</text>'), context, 'page');
  t.is(plain.left, 5);
  t.true(plain.width > 40 && plain.width < 60 && plain.top > 25 && plain.top < 35);
  const markup = '<g transform="translate(7,-3)"><text x="5" y="50" style="font-size: 20px">word</text></g>';
  const moved = svgBox(element(markup), context, 'page');
  allClose(t, [moved.left, moved.top, moved.width], [plain.left + 7, plain.top - 3, plain.width]);
  allClose(t, svgBox(element(markup), context, 'own').left, plain.left);
  const turned = svgBox(element('<text transform="rotate(-90)" font-size="20">word</text>'), context, 'page');
  allClose(t, [turned.width, turned.height], [plain.height, plain.width], { rtol: 1e-12 });
});

test('svgBox measures the widest line, by its anchor', t => {
  const lines = '<tspan class="line">a</tspan><tspan class="line">longer</tspan>';
  const middle = svgBox(
    element(`<text font-size="10" text-anchor="middle">${lines}</text>`),
    context,
    'page',
  );
  const one = svgBox(element('<text font-size="10">longer</text>'), context, 'page');
  allClose(t, [middle.left, middle.width], [-one.width / 2, one.width]);
  allClose(t, middle.height - one.height, 13);
  t.deepEqual(svgBox(element('<g><rect width="9"/></g>'), context, 'page'), {
    left: 0,
    top: 0,
    width: 0,
    height: 0,
  });
});
