import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import protobuf from 'protobufjs';
import { type Attribute, DataType, type GraphNode } from './graph.js';

/** The parts of TensorFlow's SavedModel format that a recorded step needs, with their published field numbers. */
const schema = `
syntax = "proto3";
message SavedModel { int64 saved_model_schema_version = 1; repeated MetaGraph meta_graphs = 2; }
message MetaGraph { MetaInfo meta_info_def = 1; Graph graph_def = 2; map<string, Signature> signature_def = 5; }
message MetaInfo { repeated string tags = 4; string tensorflow_version = 5; }
message Graph { repeated Node node = 1; Versions versions = 4; }
message Versions { int32 producer = 1; int32 min_consumer = 2; }
message Node { string name = 1; string op = 2; repeated string input = 3; string device = 4; map<string, Attr> attr = 5; }
message Attr { oneof value { List list = 1; bytes s = 2; int64 i = 3; float f = 4; bool b = 5; int32 type = 6; Shape shape = 7; Tensor tensor = 8; } }
message List { repeated int64 i = 3; repeated float f = 4; }
message Shape { repeated Dim dim = 2; }
message Dim { int64 size = 1; }
message Tensor { int32 dtype = 1; Shape tensor_shape = 2; bytes tensor_content = 4; }
message Signature { map<string, Info> inputs = 1; map<string, Info> outputs = 2; string method_name = 3; }
message Info { string name = 1; int32 dtype = 2; Shape tensor_shape = 3; }
`;

let savedModel: protobuf.Type | undefined;

/** A tensor that a signature names; a size that is left open is −1. */
export interface SignatureTensor {
  /** `node:index`. */
  readonly source: string;
  readonly shape: readonly number[];
}

/** A function of a SavedModel: its inputs and outputs, of float32, by their names outside. */
export interface Signature {
  readonly inputs: Readonly<Record<string, SignatureTensor>>;
  readonly outputs: Readonly<Record<string, SignatureTensor>>;
}

const shapeMessage = (shape: readonly number[]): object => ({ dim: shape.map(size => ({ size })) });

function attributeMessage(attribute: Attribute): object {
  if ('shape' in attribute) return { shape: shapeMessage(attribute.shape) };
  if ('tensor' in attribute) {
    const { dtype, shape, content } = attribute.tensor;
    return { tensor: { dtype, tensorShape: shapeMessage(shape), tensorContent: content } };
  }
  return attribute;
}

const tensorMessages = (tensors: Readonly<Record<string, SignatureTensor>>): object =>
  Object.fromEntries(
    Object.entries(tensors).map(([name, { source, shape }]) => [
      name,
      { name: source, dtype: DataType.float32, tensorShape: shapeMessage(shape) },
    ]),
  );

/**
 * Serialises a graph as a SavedModel with the tag `serve`.
 * @param signatures its functions by their names
 * @returns the bytes of its `saved_model.pb`
 */
export function encodeSavedModel(
  nodes: readonly GraphNode[],
  signatures: Readonly<Record<string, Signature>> = {},
): Uint8Array {
  savedModel ??= protobuf.parse(schema).root.lookupType('SavedModel');
  const node = nodes.map(({ name, op, inputs, attributes }) => ({
    name,
    op,
    input: inputs,
    attr: Object.fromEntries(
      Object.entries(attributes).map(([key, value]) => [key, attributeMessage(value)]),
    ),
  }));
  // A GraphDef names the version of TensorFlow's op definitions that it was written for.
  const graphDef = { node, versions: { producer: 1882, minConsumer: 12 } };
  const signatureDef = Object.fromEntries(
    Object.entries(signatures).map(([name, { inputs, outputs }]) => [
      name,
      {
        inputs: tensorMessages(inputs),
        outputs: tensorMessages(outputs),
        methodName: 'tensorflow/serving/predict',
      },
    ]),
  );
  const message = savedModel.fromObject({
    savedModelSchemaVersion: 1,
    metaGraphs: [{ metaInfoDef: { tags: ['serve'], tensorflowVersion: '2.16.0' }, graphDef, signatureDef }],
  });
  return savedModel.encode(message).finish();
}

/**
 * Loads a graph into a TensorFlow session.
 * @param load the addon's `loadSavedModel`
 * @returns what `load` returned: the session's number
 */
export function loadGraph(
  nodes: readonly GraphNode[],
  load: (directory: string, tags: string) => number,
): number {
  const directory = mkdtempSync(join(tmpdir(), 'wae-graph-'));
  try {
    writeFileSync(join(directory, 'saved_model.pb'), encodeSavedModel(nodes));
    return load(directory, 'serve');
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
