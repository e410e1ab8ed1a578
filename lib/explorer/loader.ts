import { sectionNames } from './explorer-data.js';

/** The only script of the page that is not deflated: it inflates the other and runs it, or says why it can't. */
export const loader: string = `
(async () => {
  const say = text => {
    const p = document.createElement('p');
    p.className = 'message';
    p.textContent = text;
    document.getElementById('explorer').replaceChildren(p);
  };
  if (typeof DecompressionStream === 'undefined') {
    say('This browser can not inflate data (it lacks DecompressionStream): open the page in a newer one.');
    return;
  }
  try {
    const packed = atob(document.getElementById('section-${sectionNames.script}').textContent);
    const bytes = Uint8Array.from(packed, c => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    const script = document.createElement('script');
    script.textContent = await new Response(stream).text();
    document.body.append(script);
  } catch (error) {
    say('The page is damaged (' + error.message + '): write it again with wae explore.');
  }
})();
`;
