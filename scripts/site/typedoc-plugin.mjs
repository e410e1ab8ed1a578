// A plugin of TypeDoc: one module for each folder of lib, its names sorted by what they are about; citation keys that
// lead to the works; links back to the site.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Converter, DefaultTheme, JSX, ReflectionKind, Renderer } from 'typedoc';
import { arrange, titleOf } from './api-modules.mjs';
import { citedKeys, linkKeys, readReferences } from './references.mjs';

/** Each reflection with the parts of its own comments; a union has one on each of its members. */
function* commentedReflections(project) {
  for (const reflection of Object.values(project.reflections)) {
    if (reflection.isReference?.()) continue;
    const { summary = [], blockTags = [] } = reflection.comment ?? {};
    const ofMembers = reflection.type?.type === 'union' ? (reflection.type.elementSummaries ?? []) : [];
    yield [reflection, [...summary, ...blockTags.flatMap(tag => tag.content), ...ofMembers.flat()]];
  }
}

/** `ot.sinkhorn`: the export of a module that a reflection belongs to. */
function exportOf(reflection) {
  let owner = reflection;
  while (owner.parent !== undefined && !owner.parent.kindOf(ReflectionKind.SomeModule)) owner = owner.parent;
  return owner.parent === undefined || owner.isProject() ? undefined : owner;
}

/** The modules stand in the navigation under their titles, without the shelves. */
class Theme extends DefaultTheme {
  buildNavigation(project) {
    const modules = super.buildNavigation(project).flatMap(shelf => shelf.children ?? []);
    return modules.map(module => ({ ...module, text: titleOf(module.text) }));
  }
}

/** Called by TypeDoc. */
export async function load(app) {
  const references = await readReferences();
  // `[n, d]: what it holds` is a shape in our comments, and not the target of a link.
  app.options.setValue('markdownItLoader', parser => parser.disable('reference'));
  app.renderer.defineTheme('wae', Theme);
  app.renderer.hooks.on('sidebar.begin', context => {
    const links = [
      ['index.html', 'Notebooks'],
      ['results.html', 'Results'],
      ['references.html', 'References'],
    ].map(([page, text]) => `<a href="${context.relativeURL(`../${page}`)}">← ${text}</a>`);
    const style = 'display: flex; flex-wrap: wrap; gap: 0 1em';
    return JSX.createElement(JSX.Raw, { html: `<p style="${style}">${links.join('')}</p>` });
  });

  // TypeDoc's own pages have a script in them, and fetch the index of the search from an address that holds it.
  const policy = `default-src 'none'; script-src 'self' file: 'unsafe-inline'; style-src 'self' file: 'unsafe-inline'; img-src 'self' file: data:; font-src 'self' file: data:; connect-src data:; base-uri 'none'; form-action 'none'`;
  app.renderer.hooks.on('head.begin', () =>
    JSX.createElement('meta', { 'http-equiv': 'Content-Security-Policy', content: policy }),
  );

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
  app.converter.on(Converter.EVENT_RESOLVE_END, context => {
    arrange(context, exported);
    for (const [, parts] of commentedReflections(context.project)) {
      for (const part of parts) {
        if (part.kind === 'text') part.text = linkKeys(part.text, references);
      }
    }
  });
  // What is cited where, for the site's page of references.
  app.renderer.on(Renderer.EVENT_END, event => {
    const cited = {};
    for (const [reflection, parts] of commentedReflections(event.project)) {
      const owner = exportOf(reflection);
      if (owner === undefined) continue;
      const text = parts.map(part => part.text.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')).join('\n');
      for (const key of citedKeys(text, references)) {
        cited[key] ??= {};
        cited[key][`${owner.parent.name}.${owner.name}`] = app.renderer.router.getFullUrl(owner);
      }
    }
    writeFileSync(join(event.outputDirectory, 'citations.json'), JSON.stringify(cited));
  });
}
