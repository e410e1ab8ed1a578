import { type AttributeVector, attributeVector } from '../../latent/index.js';
import { button, choice, make } from './dom.js';
import type { Explorer } from './explorer.js';
import { goToCodes } from './moves.js';

/** Which images have what a direction is called after, [n]. */
function hasOf({ header, labels, attributes }: Explorer, value: string): Uint8Array {
  const [kind, number] = value.split('-') as [string, string];
  const k = Number(number);
  return Uint8Array.from({ length: header.count }, (_, i) =>
    kind === 'class' ? Number(labels[i] === k) : attributes[i * header.attributes.length + k]!,
  );
}

/** A slider that moves every model's code along the mean difference of codes with and without an attribute. */
export function directionControls(explorer: Explorer): HTMLElement {
  const { header, models, store } = explorer;
  const options = [
    ...header.classes.map((name, k) => [`class-${k}`, `class ${name}`] as const),
    ...header.attributes.map((name, k) => [`attribute-${k}`, name] as const),
  ];
  const amount = make('input', { type: 'range', min: -2, max: 2, step: 0.02, value: 0, id: 'amount' });
  amount.setAttribute('aria-label', 'How far along the direction');
  const output = make('output', {}, '0.00');
  const known = new Map<string, readonly AttributeVector[]>();
  const apart = make('p', { class: 'hint' });
  let base: readonly Float64Array[] | undefined;
  let last: readonly Float64Array[] | undefined;
  const directionsOf = (value: string): readonly AttributeVector[] => {
    const found = known.get(value);
    if (found !== undefined) return found;
    const has = hasOf(explorer, value);
    const made = models.map(({ codes }) => attributeVector(codes, has));
    known.set(value, made);
    return made;
  };
  const reset = (): void => {
    [base, last] = [undefined, undefined];
    apart.textContent = '';
    amount.value = '0';
    output.value = '0.00';
  };
  const along = choice('Along', options, reset, { id: 'direction' });
  amount.addEventListener('input', () => {
    const { cursor } = store.state;
    // A cursor that was moved by something else is where the way begins anew.
    if (base === undefined || cursor.codes !== last) base = cursor.codes;
    try {
      const t = amount.valueAsNumber;
      const directions = directionsOf(along.select.value);
      last = base.map((code, i) => code.map((value, k) => value + t * directions[i]!.vector[k]!));
      const text = along.select.selectedOptions[0]?.textContent ?? '';
      output.value = t.toFixed(2);
      apart.textContent = `Told apart along it (½ by chance, 1 always): ${directions.map(({ separation }, i) => `${models[i]?.header.title ?? ''} ${separation.toFixed(3)}`).join(', ')}`;
      goToCodes(explorer, last, { kind: 'words', text: `${t.toFixed(2)} along ${text}` });
    } catch {
      explorer.say('All images here, or none, have it: there is no direction.');
    }
  });
  store.listen(changed => {
    if (changed.has('cursor') && store.state.cursor.codes !== last && base !== undefined) reset();
  });
  return make(
    'div',
    {},
    make(
      'div',
      { class: 'row tight' },
      along.element,
      button('Back to 0', () => goBack()),
    ),
    make('div', { class: 'slider' }, make('span', {}, 'by'), amount, output),
    apart,
  );

  function goBack(): void {
    if (base !== undefined) goToCodes(explorer, base, { kind: 'words', text: 'back from the direction' });
    reset();
  }
}
