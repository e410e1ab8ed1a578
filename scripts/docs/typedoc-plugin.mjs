// A plugin of TypeDoc: sorts what the library exports by the folder that it comes from, and leads back to the site.
import { relative, sep } from 'node:path';
import { Comment, CommentTag, Converter, JSX, ReflectionKind } from 'typedoc';

const titles = {
  ot: 'Optimal transport',
  latent: 'Latent geometry',
  penalties: 'Penalties',
  models: 'Models',
  engine: 'Engine',
  training: 'Training',
  datasets: 'Data sets',
  samplers: 'Samplers',
  metrics: 'Metrics',
  experiments: 'Experiments',
  figures: 'Figures',
  explorer: 'Explorer',
};

/** The title of the part of lib/ that a file is in: `lib/ot/solve.ts` is optimal transport. */
function titleOf(file) {
  const [top, folder, below] = relative(process.cwd(), file).split(sep);
  if (top !== 'lib') return 'Elsewhere';
  return below === undefined ? 'Everywhere' : (titles[folder] ?? folder);
}

/** Called by TypeDoc. */
export function load(app) {
  // `[n, d]: what it holds` is a shape in our comments, and not the target of a link.
  app.options.setValue('markdownItLoader', parser => parser.disable('reference'));
  app.renderer.hooks.on('sidebar.begin', context => {
    const links = [
      ['index.html', 'Notebooks'],
      ['results.html', 'Results'],
    ].map(([page, text]) => `<a href="${context.relativeURL(`../${page}`)}">← ${text}</a>`);
    return JSX.createElement(JSX.Raw, { html: `<p style="display: flex; gap: 1em">${links.join('')}</p>` });
  });
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, context => {
    for (const reflection of context.project.children ?? []) {
      if (reflection.kindOf(ReflectionKind.Reference)) continue;
      const file = context.getSymbolFromReflection(reflection)?.declarations?.[0]?.getSourceFile().fileName;
      if (file === undefined) continue;
      // A function's comment belongs to its signatures, and so does its category.
      for (const owner of reflection.signatures ?? [reflection]) {
        owner.comment ??= new Comment();
        owner.comment.blockTags.push(new CommentTag('@category', [{ kind: 'text', text: titleOf(file) }]));
      }
    }
  });
}
