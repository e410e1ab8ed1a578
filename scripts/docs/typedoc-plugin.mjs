// A plugin of TypeDoc: one module for each folder of lib, its names sorted by what they are about; links back
// to the site.
import { Converter, DefaultTheme, JSX } from 'typedoc';
import { arrange, titleOf } from './api-modules.mjs';

/** The modules stand in the navigation under their titles, without the shelves. */
class Theme extends DefaultTheme {
  buildNavigation(project) {
    const modules = super.buildNavigation(project).flatMap(shelf => shelf.children ?? []);
    return modules.map(module => ({ ...module, text: titleOf(module.text) }));
  }
}

/** Called by TypeDoc. */
export function load(app) {
  // `[n, d]: what it holds` is a shape in our comments, and not the target of a link.
  app.options.setValue('markdownItLoader', parser => parser.disable('reference'));
  app.renderer.defineTheme('wae', Theme);
  app.renderer.hooks.on('sidebar.begin', context => {
    const links = [
      ['index.html', 'Notebooks'],
      ['results.html', 'Results'],
    ].map(([page, text]) => `<a href="${context.relativeURL(`../${page}`)}">← ${text}</a>`);
    const style = 'display: flex; flex-wrap: wrap; gap: 0 1em';
    return JSX.createElement(JSX.Raw, { html: `<p style="${style}">${links.join('')}</p>` });
  });

  app.renderer.hooks.on('head.end', () =>
    JSX.createElement(JSX.Raw, {
      html: '<style>dd.tsd-member-summary .tsd-comment p { margin-top: 0; }</style>',
    }),
  );

  const exported = new Set();
  // Before the other plugin adds what is not exported but stands in a signature.
  app.converter.on(
    Converter.EVENT_RESOLVE_BEGIN,
    context => {
      for (const module of context.project.children ?? []) {
        for (const child of module.children ?? []) exported.add(child);
      }
    },
    2e9,
  );
  // Before TypeDoc makes groups and categories of its own.
  app.converter.on(Converter.EVENT_RESOLVE_END, context => arrange(context, exported));
}
