import { type Attribute, DataType, type GraphNode } from './graph.js';

/** Where each op may take bfloat16: positions of its inputs and outputs that change type. */
const rules: Readonly<
  Record<string, { readonly inputs: readonly number[]; readonly outputs: readonly number[] }>
> = {
  Conv2D: { inputs: [0, 1], outputs: [0] },
  Conv2DBackpropInput: { inputs: [1, 2], outputs: [0] },
  Conv2DBackpropFilter: { inputs: [0, 2], outputs: [0] },
  FusedBatchNormV3: { inputs: [0], outputs: [0] },
  FusedBatchNormGradV3: { inputs: [0, 1], outputs: [0] },
  BiasAdd: { inputs: [0, 1], outputs: [0] },
  BiasAddGrad: { inputs: [0], outputs: [0] },
  Relu: { inputs: [0], outputs: [0] },
  ReluGrad: { inputs: [0, 1], outputs: [0] },
};

/**
 * Rewrites a float32 graph so that convolutions, batch-norms (statistics aside), biases, ReLUs and their gradients,
 * and the reshapes between them, run in bfloat16. Everything else, the weights and their updates among it, stays
 * float32: a cast stands where the two meet, once for each value.
 */
export function toBfloat16(nodes: readonly GraphNode[]): GraphNode[] {
  const result: GraphNode[] = [];
  /** Values that exist in bfloat16, and the name of their other form once it was made. */
  const low = new Set<string>();
  const forms = new Map<string, string>();

  const cast = (source: string, from: number, to: number): string => {
    const known = forms.get(`${source}>${to}`);
    if (known !== undefined) return known;
    const name = `${source.replace(':', '_')}_${to === DataType.bfloat16 ? 'bf16' : 'f32'}`;
    result.push({
      name,
      op: 'Cast',
      inputs: [source],
      attributes: { SrcT: { type: from }, DstT: { type: to } },
    });
    forms.set(`${source}>${to}`, name);
    return name;
  };
  const asLow = (source: string): string =>
    low.has(source) ? source : cast(source, DataType.float32, DataType.bfloat16);
  const asFull = (source: string): string =>
    low.has(source) ? cast(source, DataType.bfloat16, DataType.float32) : source;

  for (const node of nodes) {
    const rule = isFloat(node.attributes['T']) ? ruleFor(node, low) : undefined;
    const inputs = node.inputs.map((source, i) => {
      if (source.startsWith('^')) return source;
      return rule?.inputs.includes(i) === true ? asLow(source) : asFull(source);
    });
    if (rule === undefined) {
      result.push({ ...node, inputs });
    } else {
      result.push({ ...node, inputs, attributes: { ...node.attributes, T: { type: DataType.bfloat16 } } });
      for (const output of rule.outputs) low.add(output === 0 ? node.name : `${node.name}:${output}`);
    }
  }
  return result;
}

function isFloat(attribute: Attribute | undefined): boolean {
  return attribute !== undefined && 'type' in attribute && attribute.type === DataType.float32;
}

function ruleFor(node: GraphNode, low: ReadonlySet<string>): (typeof rules)[string] | undefined {
  // A reshape follows what it reshapes.
  if (node.op === 'Reshape') return low.has(node.inputs[0] ?? '') ? { inputs: [0], outputs: [0] } : undefined;
  return rules[node.op];
}
