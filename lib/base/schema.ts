/**
 * A schema of JSON values of one type, by what it reads. The library's schemas are zod's. Its declarations name this type in
 * place of zod's, so that the compiler inside a notebook need not read zod's declarations: they are 95 files, and with them
 * the types of a cell took it 1.5 s in place of 0.7 s.
 */
export interface Schema<T> {
  /** @throws if the value is of another type */
  parse(value: unknown): T;
}

/** The fields whose schemas say that they may be undefined: an object may leave them out. */
type Optional<Fields> = {
  [K in keyof Fields]: Fields[K] extends Schema<infer T> ? (undefined extends T ? K : never) : never;
}[keyof Fields];

type Read<Fields> = {
  readonly [K in keyof Fields]: Fields[K] extends Schema<infer T> ? Exclude<T, undefined> : never;
};

/**
 * The object that schemas of its fields describe:
 *
 *     const fields = { /** What it counts. *\/ steps: z.number() as Schema<number> };
 *     interface Run extends Values<typeof fields> {}
 *
 * The fields keep their documentation, which zod's own `z.infer` drops. Each schema states its type, as
 * `isolatedDeclarations` asks of all that is exported.
 */
export type Values<Fields> = Read<Omit<Fields, Optional<Fields>>> &
  Partial<Read<Pick<Fields, Optional<Fields>>>>;
