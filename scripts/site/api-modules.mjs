import { readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { Comment, ReflectionCategory, ReflectionKind } from 'typedoc';

/** The modules as the first page shows them: shelf -> folder -> title. A folder that is not here comes last. */
const shelves = {
  'Start here': { wae: 'The front door' },
  Theory: { ot: 'Optimal transport', theory: 'Finite worlds', latent: 'Latent geometry' },
  'Models and training': {
    penalties: 'Penalties',
    models: 'Models',
    adversaries: 'Adversaries',
    training: 'Training',
    engine: 'Engine',
  },
  'Data, measures, figures': {
    datasets: 'Data sets',
    metrics: 'Metrics',
    samplers: 'Samplers',
    figures: 'Figures',
  },
  Runs: { experiments: 'Experiments', explorer: 'Explorer' },
  'Below all others': { base: 'Base', node: 'Node' },
};
const titles = Object.assign({}, ...Object.values(shelves));

/** Sentences on modules for which lib/index.ts has none. */
const summaries = {
  wae: "What a first cell needs, as `wae.reproduce`, and a namespace for each folder, as `wae.ot`: `import * as wae from './build/lib/index.js'`.",
  base: 'Random numbers, errors, argument checks, points, vectors, statistics: all folders build on it, and it on no package.',
  node: 'Files written whole, tensor files, the image library, folders of data: what needs Node.',
};

const capitalised = text => text.charAt(0).toUpperCase() + text.slice(1).replaceAll('-', ' ');
export const titleOf = folder => titles[folder] ?? capitalised(folder);

/** Titles of folders inside a folder; others are their name with a capital. */
const innerTitles = {
  celeba: 'CelebA',
  mnist: 'MNIST',
  mmd: 'Kernels and MMD',
  line: 'Line and slices',
  gaussian: 'Gaussians',
  geometry: 'Costs and plans',
};
const innerTitleOf = folder => innerTitles[folder] ?? capitalised(folder);

/** Categories of a module whose folder has no folders: kind -> category. */
const kinds = new Map([
  [ReflectionKind.Function, 'Functions'],
  [ReflectionKind.Class, 'Classes'],
  [ReflectionKind.Variable, 'Constants'],
  [ReflectionKind.TypeAlias, 'Types'],
  [ReflectionKind.Interface, 'Types'],
]);

/** Other categories; the first is of files beside folders. */
const general = 'General';
const forFirstCell = 'Names for a first cell';
const namespaces = 'Namespaces';
const ofOthers = 'Of other modules';
const notExported = 'Not exported';

/** `lib/ot/exact/assignment.ts` -> `['ot', 'exact']`; `lib/ot/solve.ts` -> `['ot']`. */
function foldersOf(file) {
  const [top, ...rest] = relative(process.cwd(), file).split(sep);
  return top === 'lib' ? rest.slice(0, -1) : ['elsewhere'];
}

/** What the comments of lib/index.ts say of its namespaces. */
function namespaceSummaries() {
  const text = readFileSync(join(process.cwd(), 'lib', 'index.ts'), 'utf8');
  const pattern = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export \* as (\w+) from/g;
  return Object.fromEntries(
    [...text.matchAll(pattern)].map(([, comment, name]) => [
      name,
      comment.replace(/\s*\n\s*\*?\s*/g, ' ').trim(),
    ]),
  );
}

const textComment = text => new Comment([{ kind: 'text', text }]);

/** Gives a container categories, in the order given; within one the children keep their order. */
function categorise(container, titleOfChild, order) {
  const found = new Map(order.map(title => [title, []]));
  for (const child of container.children ?? []) {
    const title = titleOfChild(child);
    if (!found.has(title)) found.set(title, []);
    found.get(title).push(child);
  }
  container.categories = [...found]
    .filter(([, children]) => children.length > 0)
    .map(([title, children]) => {
      const category = new ReflectionCategory(title);
      category.children = children;
      if (title === notExported) {
        const text = 'Types that stand in signatures above. They have no name that a program could import.';
        category.description = [{ kind: 'text', text }];
      }
      return category;
    });
}

const kindOf = reflection =>
  reflection.isReference() ? reflection.getTargetReflectionDeep().kind : reflection.kind;

/** Functions first, then classes, constants and types, each by name. */
function inOrder(a, b) {
  const order = [...new Set(kinds.values())];
  const place = reflection => order.indexOf(kinds.get(kindOf(reflection)) ?? 'Types');
  return place(a) - place(b) || a.name.localeCompare(b.name);
}

/**
 * Puts TypeDoc's modules on their shelves, and the names of each in categories: by the folders inside its folder, or by
 * kind if it has none.
 *
 * @param context - of the converter, at the end of its work.
 * @param exported - the reflections that the modules export; others are there because a signature names them.
 */
export function arrange(context, exported) {
  const { project } = context;
  const said = { ...namespaceSummaries(), ...summaries };
  const fileOf = reflection =>
    context.getSymbolFromReflection(reflection)?.declarations?.[0]?.getSourceFile().fileName;
  project.comment = textComment(
    'A module here is a folder of lib, and in code a namespace: the function `solve` of the module `ot` is `wae.ot.solve`. The modules `base` and `node` have no namespace.',
  );
  for (const module of project.children ?? []) {
    if (module.name === 'index') module.name = 'wae';
    module.comment ??= new Comment();
    if (said[module.name] !== undefined) module.comment.summary = [{ kind: 'text', text: said[module.name] }];
    module.children?.sort(inOrder);
    for (const child of module.children ?? []) {
      if (!child.isReference()) continue;
      const target = child.getTargetReflectionDeep();
      child.comment = target.comment ?? target.signatures?.[0]?.comment;
    }
  }
  const shelfOf = folder =>
    Object.keys(shelves).find(shelf => Object.hasOwn(shelves[shelf], folder)) ?? 'Others';
  const place = Object.keys(titles);
  project.children?.sort((a, b) => place.indexOf(a.name) - place.indexOf(b.name));
  categorise(project, module => shelfOf(module.name), Object.keys(shelves));
  for (const module of project.children ?? []) {
    const folders = new Map((module.children ?? []).map(child => [child, foldersOf(fileOf(child) ?? '')]));
    const inner = [...folders.values()].filter(([top, below]) => top === module.name && below !== undefined);
    const category = child => {
      if (child.isReference()) {
        if (module.name !== 'wae') return ofOthers;
        return kindOf(child) === ReflectionKind.Module ? namespaces : forFirstCell;
      }
      if (!exported.has(child)) return notExported;
      if (inner.length === 0) return kinds.get(child.kind) ?? 'Types';
      const [, below] = folders.get(child);
      return below === undefined ? general : innerTitleOf(below);
    };
    const innerTitlesInOrder = [...new Set(inner.map(([, below]) => innerTitleOf(below)))].sort((a, b) =>
      a.localeCompare(b),
    );
    categorise(module, category, [
      general,
      ...innerTitlesInOrder,
      ...new Set(kinds.values()),
      forFirstCell,
      namespaces,
      ofOthers,
      notExported,
    ]);
  }
}
