/**
 * The flags that a command was given, as a message that names the command has to repeat them: ` --data DIR`.
 * @param flags each flag's value by its name; `true` where it takes none, and undefined or false where it was not given
 */
export function givenFlags(flags: Readonly<Record<string, string | boolean | undefined>>): string {
  return Object.entries(flags)
    .filter(([, value]) => value !== undefined && value !== false)
    .map(([name, value]) => (value === true ? ` --${name}` : ` --${name} ${value}`))
    .join('');
}
