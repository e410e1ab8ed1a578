/** TensorFlow's numbers for the element types used here (`types.proto`). */
export const DataType = {
  float32: 1,
  float64: 2,
  int32: 3,
  uint8: 4,
  bool: 10,
  bfloat16: 14,
  resource: 20,
} as const;

/** An attribute of a graph node, tagged as in TensorFlow's `AttrValue`. */
export type Attribute =
  | { readonly type: number }
  | { readonly i: number }
  | { readonly f: number }
  | { readonly b: boolean }
  | { readonly s: Uint8Array }
  | { readonly shape: readonly number[] }
  | { readonly list: { readonly i?: readonly number[]; readonly f?: readonly number[] } }
  | {
      readonly tensor: {
        readonly dtype: number;
        readonly shape: readonly number[];
        readonly content: Uint8Array;
      };
    };

/** One operation of a graph: its inputs are `name`, `name:index` or, for control, `^name`. */
export interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}
