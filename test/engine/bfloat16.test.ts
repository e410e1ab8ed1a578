import test from 'ava';
import { toBfloat16 } from '../../lib/engine/bfloat16.js';
import { DataType, type GraphNode } from '../../lib/engine/graph.js';

const T = { T: { type: DataType.float32 } };
const node = (name: string, op: string, ...inputs: string[]): GraphNode => ({
  name,
  op,
  inputs,
  attributes: T,
});
const named = (nodes: readonly GraphNode[], name: string): GraphNode => {
  const found = nodes.find(n => n.name === name);
  if (found === undefined) throw new Error(`no node ${name} among ${nodes.map(n => n.name).join()}`);
  return found;
};

const graph: readonly GraphNode[] = [
  node('x', 'Placeholder'),
  node('kernel', 'ReadVariableOp'),
  node('conv', 'Conv2D', 'x', 'kernel'),
  node('norm', 'FusedBatchNormV3', 'conv', 'gamma', 'beta', 'mean', 'variance'),
  node('relu', 'Relu', 'norm'),
  node('flat', 'Reshape', 'relu', 'shape'),
  node('product', 'MatMul', 'flat', 'weights'),
  node('again', 'MatMul', 'flat', 'weights'),
  node('running', 'AssignVariableOp', 'handle', 'norm:1', '^conv'),
];

test('toBfloat16(nodes) puts convolutions, norms, rectifiers and reshapes between them into bfloat16', t => {
  const low = toBfloat16(graph);
  for (const name of ['conv', 'norm', 'relu', 'flat']) {
    t.deepEqual(named(low, name).attributes['T'], { type: DataType.bfloat16 }, name);
  }
  for (const name of ['product', 'again', 'running', 'x', 'kernel']) {
    t.deepEqual(named(low, name).attributes['T'], { type: DataType.float32 }, name);
  }
  t.deepEqual(named(low, 'relu').inputs, ['norm']);
  t.deepEqual(named(low, 'flat').inputs, ['relu', 'shape']);
});

test('toBfloat16(nodes) casts where the two types meet, once for each value', t => {
  const low = toBfloat16(graph);
  t.deepEqual(named(low, 'conv').inputs, ['x_bf16', 'kernel_bf16']);
  t.deepEqual(named(low, 'x_bf16'), {
    name: 'x_bf16',
    op: 'Cast',
    inputs: ['x'],
    attributes: { SrcT: { type: DataType.float32 }, DstT: { type: DataType.bfloat16 } },
  });
  t.deepEqual(named(low, 'product').inputs, ['flat_f32', 'weights']);
  t.deepEqual(named(low, 'again').inputs, ['flat_f32', 'weights']);
  t.deepEqual(named(low, 'flat_f32').attributes, {
    SrcT: { type: DataType.bfloat16 },
    DstT: { type: DataType.float32 },
  });
  t.is(low.filter(n => n.op === 'Cast').length, 3);
  t.is(new Set(low.map(n => n.name)).size, low.length);
});

test('toBfloat16(nodes) leaves statistics, scales, weights’ updates and control edges alone', t => {
  const low = toBfloat16(graph);
  t.deepEqual(named(low, 'norm').inputs, ['conv', 'gamma', 'beta', 'mean', 'variance']);
  t.deepEqual(named(low, 'running').inputs, ['handle', 'norm:1', '^conv']);
});

test('toBfloat16(nodes) leaves a graph alone in which nothing may change', t => {
  const plain = [node('a', 'MatMul', 'x', 'y'), node('b', 'Reshape', 'a', 'shape')];
  t.deepEqual(toBfloat16(plain), plain);
  const whole = [{ ...node('relu', 'Relu', 'x'), attributes: { T: { type: DataType.int32 } } }];
  t.deepEqual(toBfloat16(whole), whole);
});
