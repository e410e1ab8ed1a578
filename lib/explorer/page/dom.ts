type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * An element with attributes and children. Texts become text nodes, never markup; `false` and undefined leave an
 * attribute out.
 */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : `${value}`);
  }
  element.append(...children);
  return element;
}

/** A button that says what it does. */
export function button(text: string, onClick: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const element = make('button', { type: 'button', ...attributes }, text);
  element.addEventListener('click', onClick);
  return element;
}

/** A labelled choice. */
export interface Choice {
  readonly element: HTMLLabelElement;
  readonly select: HTMLSelectElement;
  /** Replaces the options, keeping the chosen one if it is still there. */
  setOptions(options: readonly (readonly [value: string, text: string])[]): void;
}

/** A labelled list to choose from. */
export function choice(
  text: string,
  options: readonly (readonly [value: string, text: string])[],
  onChange: (value: string) => void,
  attributes: Attributes = {},
): Choice {
  const select = make('select', attributes);
  const setOptions: Choice['setOptions'] = list => {
    const kept = select.value;
    select.replaceChildren(...list.map(([value, words]) => make('option', { value }, words)));
    if (list.some(([value]) => value === kept)) select.value = kept;
  };
  setOptions(options);
  select.addEventListener('change', () => onChange(select.value));
  return { element: make('label', { class: 'field' }, make('span', {}, text), select), select, setOptions };
}

/** A labelled box to tick. */
export function tick(
  text: string,
  checked: boolean,
  onChange: (checked: boolean) => void,
  attributes: Attributes = {},
): { readonly element: HTMLLabelElement; readonly input: HTMLInputElement } {
  const input = make('input', { type: 'checkbox', ...attributes });
  input.checked = checked;
  input.addEventListener('change', () => onChange(input.checked));
  return { element: make('label', { class: 'tick' }, input, text), input };
}

/** A labelled box for a number. */
export function numberField(
  text: string,
  value: number,
  attributes: Attributes,
  onChange: (value: number) => void,
): { readonly element: HTMLLabelElement; readonly input: HTMLInputElement } {
  const input = make('input', { type: 'number', value, ...attributes });
  input.addEventListener('change', () => {
    if (input.checkValidity() && input.value !== '') onChange(input.valueAsNumber);
  });
  return { element: make('label', { class: 'field' }, make('span', {}, text), input), input };
}

/** A part of the panel that can be folded. */
export function section(title: string, open: boolean, ...children: readonly Node[]): HTMLDetailsElement {
  return make('details', { open }, make('summary', {}, title), ...children);
}
