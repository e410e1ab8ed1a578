import protobuf from 'protobufjs';

/** The parts of the ONNX format that a network needs, with their published field numbers. */
const schema = `
syntax = "proto3";
message Model { int64 ir_version = 1; string producer_name = 2; Graph graph = 7; repeated OperatorSet opset_import = 8; repeated Entry metadata_props = 14; }
message OperatorSet { string domain = 1; int64 version = 2; }
message Entry { string key = 1; string value = 2; }
message Graph { repeated Node node = 1; string name = 2; repeated Tensor initializer = 5; repeated Value input = 11; repeated Value output = 12; }
message Node { repeated string input = 1; repeated string output = 2; string name = 3; string op_type = 4; repeated Attribute attribute = 5; }
message Attribute { string name = 1; float f = 2; int64 i = 3; bytes s = 4; repeated int64 ints = 8 [packed = false]; int32 type = 20; }
message Tensor { repeated int64 dims = 1 [packed = false]; int32 data_type = 2; string name = 8; bytes raw_data = 9; }
message Value { string name = 1; Type type = 2; }
message Type { TensorType tensor_type = 1; }
message TensorType { int32 elem_type = 1; Shape shape = 2; }
message Shape { repeated Dim dim = 1; }
message Dim { oneof value { int64 dim_value = 1; string dim_param = 2; } }
`;

/** ONNX's numbers for element types. */
const ElementType = { float: 1, int64: 7 } as const;

/** ONNX's numbers for the types of attributes. */
const AttributeType = { float: 1, int: 2, string: 3, ints: 7 } as const;

/** The version of the operators (`opset`) that nodes are meant in, and of the file format that came with it. */
const VERSIONS = { operators: 13, format: 7 } as const;

/** An attribute of a node: an integer, integers, a word, or a real number. */
export type OnnxAttribute = number | readonly number[] | string | { readonly float: number };

/** One operation of a graph; what it takes and gives are names of values. */
export interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

/** A constant of a graph; `BigInt64Array` are sizes and axes. */
export interface OnnxConstant {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array | BigInt64Array;
}

/** An array of float32 that a graph takes or gives; a size that is left open has a name. */
export interface OnnxValue {
  readonly name: string;
  readonly shape: readonly (number | string)[];
}

/** A graph: nodes in an order in which they can be computed. */
export interface OnnxGraph {
  readonly name: string;
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxConstant[];
}

let modelType: protobuf.Type | undefined;

/** A graph as an ONNX file, with text about it. */
export function encodeOnnx(graph: OnnxGraph, metadata: Readonly<Record<string, string>>): Uint8Array {
  modelType ??= protobuf.parse(schema).root.lookupType('Model');
  const message = modelType.fromObject({
    irVersion: VERSIONS.format,
    producerName: 'wasserstein-autoencoders',
    opsetImport: [{ domain: '', version: VERSIONS.operators }],
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    graph: {
      name: graph.name,
      input: graph.inputs.map(valueMessage),
      output: graph.outputs.map(valueMessage),
      initializer: graph.constants.map(constantMessage),
      node: graph.nodes.map(({ op, inputs, outputs, attributes }) => ({
        name: outputs[0],
        opType: op,
        input: inputs,
        output: outputs,
        attribute: Object.entries(attributes).map(([name, value]) => ({ name, ...attributeMessage(value) })),
      })),
    },
  });
  return modelType.encode(message).finish();
}

function valueMessage({ name, shape }: OnnxValue): object {
  const dim = shape.map(size => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }));
  return { name, type: { tensorType: { elemType: ElementType.float, shape: { dim } } } };
}

function constantMessage({ name, shape, values }: OnnxConstant): object {
  return {
    name,
    dims: shape,
    dataType: values instanceof Float32Array ? ElementType.float : ElementType.int64,
    rawData: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
  };
}

function attributeMessage(value: OnnxAttribute): object {
  if (typeof value === 'number') return { i: value, type: AttributeType.int };
  if (typeof value === 'string') return { s: new TextEncoder().encode(value), type: AttributeType.string };
  if ('float' in value) return { f: value.float, type: AttributeType.float };
  return { ints: value, type: AttributeType.ints };
}
