/** The page's style sheet. */
export const pageStyle = `
:root {
  --paper: #ffffff; --panel: #f6f7f9; --ink: #23272e; --faint: #6b7280; --line: #d9dde3; --accent: #0072b2;
  color-scheme: light;
  font: 13px/1.4 "DejaVu Sans", system-ui, Verdana, sans-serif;
}
body { margin: 0; background: var(--panel); color: var(--ink); }
.message { max-width: 40em; margin: 4em auto; padding: 0 1em; font-size: 15px; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(250px, 1fr)); gap: 10px; padding: 10px; }
.card { background: var(--paper); border: 1px solid var(--line); border-radius: 8px; padding: 8px; }
.map { position: relative; width: 100%; aspect-ratio: 1; touch-action: none; }
.map canvas { position: absolute; inset: 0; width: 100%; height: 100%; }
.picture canvas { width: 84px; height: 84px; image-rendering: pixelated; }
`;
