import { palette } from '../figures/index.js';

const dark = `
  --paper: #121418; --panel: #1b1e24; --raised: #262a32; --ink: #e6e8eb; --faint: #9aa1ab; --line: #343a44;
  --accent: #56b4e9; --on-accent: #0b0d10; --fault: #ff9b85;
  color-scheme: dark;
`;

/** The page's style sheet. */
export const pageStyle: string = `
:root {
  --paper: #ffffff; --panel: #f3f4f6; --raised: #ffffff; --ink: #23272e; --faint: #666e7a; --line: #d5d9e0;
  --accent: ${palette[0]}; --on-accent: #ffffff; --fault: #a83200;
  color-scheme: light;
}
@media (prefers-color-scheme: dark) { :root:not([data-theme="light"]) {${dark}} }
:root[data-theme="dark"] {${dark}}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body {
  margin: 0; background: var(--panel); color: var(--ink);
  font: 12px/1.4 "DejaVu Sans", Verdana, system-ui, sans-serif; font-variant-numeric: tabular-nums;
}
.message { max-width: 40em; margin: 4em auto; padding: 0 1em; font-size: 15px; }
#explorer.ready {
  display: grid; height: 100vh; grid-template: auto minmax(0, 1fr) auto / minmax(0, 1fr) 296px;
  grid-template-areas: "head head" "main side" "foot side";
}
#explorer.dropping main { outline: 3px dashed var(--accent); outline-offset: -6px; }
header {
  grid-area: head; display: flex; flex-wrap: wrap; align-items: center; gap: 4px 14px; padding: 7px 12px;
  background: var(--paper); border-bottom: 1px solid var(--line);
}
header h1 { margin: 0; font-size: 15px; }
header p { margin: 0; color: var(--faint); flex: 1; }
main { grid-area: main; overflow: auto; padding: 10px 0 10px 10px; min-width: 0; }
aside {
  grid-area: side; overflow: auto; padding: 4px 12px 12px; margin-left: 10px; background: var(--paper);
  border-left: 1px solid var(--line);
}
.foot { grid-area: foot; margin: 0; padding: 3px 12px; color: var(--faint); min-height: 24px; }
.foot[data-kind="fault"] { color: var(--fault); font-weight: bold; }

.cards { display: grid; gap: 10px; grid-template-columns: repeat(min(var(--models), 3), minmax(0, 1fr)); }
.card {
  background: var(--paper); border: 1px solid var(--line); border-radius: 8px; padding: 8px 10px 10px; min-width: 0;
}
.card.active { border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); }
.card h2 { margin: 0 0 6px; font-size: 13px; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.card h2 small { font-weight: normal; font-size: 11px; color: var(--faint); }
.map {
  position: relative; width: 100%; aspect-ratio: 1; max-height: max(260px, calc(100vh - 300px)); touch-action: none;
  border-radius: 4px; overflow: hidden; cursor: crosshair; user-select: none;
}
.map[data-tool="pan"] { cursor: grab; }
.map[data-tool="scroll"] { touch-action: pan-x pan-y; }
#tool-scroll { display: none; }
@media (any-pointer: coarse) { #tool-scroll { display: block; } }
.map:focus-visible, button:focus-visible, summary:focus-visible, input:focus-visible, select:focus-visible {
  outline: 2px solid var(--accent); outline-offset: 1px;
}
.map canvas { position: absolute; inset: 0; width: 100%; height: 100%; }
.pictures { display: flex; gap: 12px; margin-top: 8px; align-items: flex-start; }
.pair { display: flex; gap: 8px; }
.picture { margin: 0; text-align: center; color: var(--faint); font-size: 11px; }
.picture canvas { display: block; width: 62px; height: 62px; image-rendering: pixelated; border-radius: 3px; background: #000; }
.picture.large canvas { width: 104px; height: 104px; }
.picture.small canvas { width: 56px; height: 56px; margin: 0 auto; }
.picture.blank { visibility: hidden; }
h3 { margin: 0 0 4px; font-size: 11px; }
.beside { min-width: 0; }
.gallery { display: flex; flex-wrap: wrap; gap: 4px; max-height: 220px; overflow: auto; }
.gallery button { padding: 2px; border-radius: 4px; text-align: center; }
.gallery canvas { display: block; width: 44px; height: 44px; image-rendering: pixelated; background: #000; }
.gallery small { font-size: 10px; color: var(--faint); }
#sheet { width: 168px; height: 168px; touch-action: none; cursor: crosshair; border-radius: 4px; border: 1px solid var(--line); }
ul.hint { padding-left: 1.2em; }
.glance { display: none; }
#search { flex: 1; min-width: 0; }
.about { margin: 4px 0 0; color: var(--faint); font-size: 11px; overflow-wrap: anywhere; }

.tray { margin-top: 10px; }
.pins { display: flex; flex-wrap: wrap; gap: 8px; }
.pin-box { position: relative; }
.pin {
  display: grid; grid-template: auto auto / 40px auto; column-gap: 8px; align-items: center; text-align: left;
  padding: 4px 22px 4px 4px; max-width: 190px;
}
.pin canvas { grid-row: 1 / 3; width: 40px; height: 40px; image-rendering: pixelated; border-radius: 3px; background: #000; }
.pin b { align-self: end; } .pin small { align-self: start; color: var(--faint); overflow: hidden; text-overflow: ellipsis; }
.pin-box .remove { position: absolute; top: 2px; right: 2px; border: 0; background: none; padding: 0 5px; color: var(--faint); }
.strip h2 { font-size: 12px; margin: 12px 0 6px; }
.way { display: flex; align-items: center; gap: 10px; margin-bottom: 4px; }
.way > div { flex: 1; min-width: 0; }
.way .name { width: 92px; flex: none; overflow-wrap: anywhere; }
.way small { display: block; color: var(--faint); font-size: 10px; }
.frames { display: flex; gap: 3px; margin-bottom: 3px; }
.frames button { padding: 0; border: 0; background: none; flex: 0 1 46px; min-width: 0; }
.frames canvas { display: block; width: 100%; image-rendering: pixelated; border-radius: 3px; }

button, select, input[type="number"], input[type="text"], textarea {
  font: inherit; color: inherit; background: var(--raised); border: 1px solid var(--line); border-radius: 5px; padding: 3px 8px;
}
select { padding: 2px 4px; max-width: 100%; min-width: 0; }
button { cursor: pointer; }
button:hover:not(:disabled) { border-color: var(--accent); }
button:disabled { color: var(--faint); cursor: default; opacity: 0.7; }
button[aria-pressed="true"] { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
.tools { display: flex; flex-wrap: wrap; gap: 8px; }
.segments { display: flex; }
.segments button { border-radius: 0; margin-left: -1px; }
.segments button:first-child { border-radius: 5px 0 0 5px; } .segments button:last-child { border-radius: 0 5px 5px 0; }
details { border-bottom: 1px solid var(--line); padding: 6px 0; }
details:last-child { border-bottom: 0; }
summary { font-weight: bold; cursor: pointer; padding: 2px 0; }
details > * + * { margin-top: 6px; }
.field { display: flex; align-items: center; gap: 6px; }
.field.wide { display: block; } .field.wide select, .field.wide input { display: block; width: 100%; margin-top: 3px; }
.field input[type="number"] { width: 62px; }
input[type="file"] { font: inherit; max-width: 100%; }
::file-selector-button { font: inherit; color: inherit; background: var(--raised); border: 1px solid var(--line); border-radius: 5px; padding: 3px 8px; cursor: pointer; }
.row { display: flex; flex-wrap: wrap; align-items: center; gap: 6px; margin-top: 6px; }
.row.tight { gap: 5px; } .row.tight .field { gap: 4px; }
.row #link { flex: 1; min-width: 0; }
.tick { display: flex; gap: 6px; align-items: flex-start; } .tick input { margin: 2px 0 0; accent-color: var(--accent); }
.hint { margin: 4px 0 0; color: var(--faint); font-size: 11px; }
p { margin: 4px 0 0; }
.legend { display: flex; flex-wrap: wrap; gap: 4px; margin-top: 5px; }
.chip { display: inline-flex; align-items: center; gap: 5px; padding: 1px 7px 1px 5px; max-width: 100%; overflow: hidden; }
.chip i { width: 10px; height: 10px; border-radius: 50%; flex: none; }
.sliders { display: grid; gap: 1px; max-height: 232px; overflow: auto; position: relative; }
.slider { display: grid; grid-template-columns: 30px minmax(0, 1fr) 46px; align-items: center; gap: 6px; padding: 0 4px; border-radius: 4px; }
.slider.chosen { background: var(--panel); }
.slider input { width: 100%; margin: 0; accent-color: var(--accent); height: 20px; }
.slider output { text-align: right; }
.bars { display: grid; gap: 2px; }
.bar { display: grid; grid-template-columns: minmax(24px, auto) 1fr 44px; gap: 6px; align-items: center; }
.bar span { max-width: 120px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.bar i { display: block; height: 10px; border-radius: 2px; min-width: 1px; } .bar output { text-align: right; }
.keys { display: grid; grid-template-columns: auto 1fr; gap: 2px 10px; margin: 8px 0 0; }
.keys dt { font-weight: bold; white-space: nowrap; } .keys dd { margin: 0; color: var(--faint); }
dialog { background: var(--paper); color: var(--ink); border: 1px solid var(--line); border-radius: 8px; max-width: 90vw; }
dialog img { display: block; max-width: 100%; margin: 8px 0; } dialog textarea { display: block; max-width: 100%; margin: 8px 0; }

@media (min-width: 1600px) {
  body { font-size: 14px; }
  #explorer.ready { grid-template-columns: minmax(0, 1fr) 400px; }
  .picture canvas { width: 96px; height: 96px; }
  .picture.large canvas { width: 156px; height: 156px; }
  .picture, .about, .hint, h3 { font-size: 13px; }
  .gallery canvas { width: 56px; height: 56px; }
  .sliders { max-height: 320px; }
}
@media (min-width: 1600px) and (min-height: 1000px) {
  .pair { flex-direction: column; }
  .picture canvas { width: 120px; height: 120px; }
  .picture.large canvas { width: 300px; height: 300px; }
}
@media (max-width: 1080px) {
  .cards { grid-template-columns: repeat(auto-fit, minmax(min(100%, 240px), 1fr)); }
}
@media (max-width: 760px) {
  #explorer.ready { display: block; height: auto; }
  main { padding: 10px; overflow: visible; }
  aside { margin: 0; border-left: 0; border-top: 1px solid var(--line); }
  .cards { display: block; }
  .card:not(.active) { display: none; }
  .map { max-height: 70vh; }
  body { padding-bottom: 76px; font-size: 14px; }
  .glance {
    display: flex; gap: 6px; position: fixed; left: 0; right: 0; bottom: 0; z-index: 2; padding: 6px 10px;
    background: var(--paper); border-top: 1px solid var(--line); overflow-x: auto;
  }
  .glance button { flex: none; display: flex; align-items: center; gap: 6px; min-height: 60px; padding: 2px 10px 2px 4px; }
  .glance canvas { width: 56px; height: 56px; image-rendering: pixelated; border-radius: 3px; background: #000; }
  button, select, summary, input[type="number"], input[type="text"], input[type="file"], .tick { min-height: 44px; }
  button { min-width: 44px; }
  .tick, summary { display: flex; align-items: center; }
  .tick input { width: 22px; height: 22px; margin: 0; }
  .slider input { height: 44px; }
  .sliders { max-height: none; }
  .pin-box .remove { min-height: 44px; }
  .pin { padding-right: 48px; }
}
@media print {
  #explorer.ready { display: block; height: auto; }
  main, aside, .sliders, .gallery { overflow: visible; max-height: none; }
  aside { margin: 0; border: 0; columns: 2; }
  .card, details { break-inside: avoid; }
  .tools, .glance, .foot { display: none; }
  .map { max-height: none; }
}
`;
