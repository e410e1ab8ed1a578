import { DataType } from './graph.js';
import { type NativeBinding, nativeBackend, type OpAttribute } from './native.js';

/** A matrix of doubles in native TensorFlow's memory. */
export interface Doubles {
  readonly id: number;
  readonly shape: readonly [rows: number, columns: number];
}

/** Which factors of a product are transposed first. */
export interface ProductOptions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/**
 * Linear algebra in double precision by native TensorFlow's own kernels, which tfjs can't hold as tensors: numbers go
 * in and out bit by bit as pairs of int32.
 */
export class DoubleAlgebra {
  readonly #binding: NativeBinding;
  readonly #ids = new Set<number>();

  constructor() {
    this.#binding = nativeBackend().binding;
  }

  /** A copy of `data`, row by row. */
  matrix(data: Float64Array, rows: number, columns: number): Doubles {
    const words = new Int32Array(data.buffer, data.byteOffset, 2 * data.length);
    const id = this.#keep(this.#binding.createTensor([rows, columns, 2], DataType.int32, words));
    const [doubles] = this.#run(
      'Bitcast',
      [this.#type(DataType.int32), this.#type(DataType.float64, 'type')],
      [id],
    );
    this.#free(id);
    return { id: doubles!, shape: [rows, columns] };
  }

  /** A B, each transposed first if asked. */
  product(a: Doubles, b: Doubles, { transposeA = false, transposeB = false }: ProductOptions = {}): Doubles {
    const attributes = [
      this.#type(DataType.float64),
      this.#flag('transpose_a', transposeA),
      this.#flag('transpose_b', transposeB),
    ];
    const [id] = this.#run('MatMul', attributes, [a.id, b.id]);
    return { id: id!, shape: [a.shape[transposeA ? 1 : 0], b.shape[transposeB ? 0 : 1]] };
  }

  /** A + B. */
  sum(a: Doubles, b: Doubles): Doubles {
    const [id] = this.#run('AddV2', [this.#type(DataType.float64)], [a.id, b.id]);
    return { id: id!, shape: a.shape };
  }

  /** Lower triangular L with L Lᵀ = A, or undefined if A is not positive definite. */
  cholesky(a: Doubles): Doubles | undefined {
    let id: number | undefined;
    try {
      [id] = this.#run('Cholesky', [this.#type(DataType.float64)], [a.id]);
    } catch {
      return undefined;
    }
    const factor: Doubles = { id: id!, shape: a.shape };
    // Kernels of a graphics processor say so by numbers that are none.
    return Number.isNaN(this.read(factor)[a.shape[0] ** 2 - 1]) ? undefined : factor;
  }

  /** Eigenvalues, ascending, and eigenvectors, the columns, of a symmetric matrix. */
  eigen(a: Doubles): { readonly values: Float64Array; readonly vectors: Doubles } {
    const attributes = [this.#flag('compute_v', true), this.#type(DataType.float64)];
    const [values, vectors] = this.#run('SelfAdjointEigV2', attributes, [a.id], 2) as [number, number];
    return { values: this.#words(values), vectors: { id: vectors, shape: a.shape } };
  }

  /** Singular values, descending. */
  singularValues(a: Doubles): Float64Array {
    const attributes = [
      this.#flag('compute_uv', false),
      this.#flag('full_matrices', false),
      this.#type(DataType.float64),
    ];
    return this.#words(this.#run('Svd', attributes, [a.id], 3)[0]!);
  }

  /** The numbers, row by row. */
  read(a: Doubles): Float64Array {
    return this.#words(a.id);
  }

  /** Frees one matrix before the others. */
  free(a: Doubles): void {
    this.#free(a.id);
  }

  /** Frees all matrices. */
  dispose(): void {
    for (const id of this.#ids) this.#free(id);
  }

  #words(id: number): Float64Array {
    const attributes = [this.#type(DataType.float64), this.#type(DataType.int32, 'type')];
    const [words] = this.#run('Bitcast', attributes, [id]) as [number];
    const read = Int32Array.from(this.#binding.tensorDataSync(words));
    this.#free(words);
    return new Float64Array(read.buffer);
  }

  #run(
    op: string,
    attributes: readonly OpAttribute[],
    inputs: readonly number[],
    outputs = 1,
  ): readonly number[] {
    return this.#binding.executeOp(op, attributes, inputs, outputs).map(({ id }) => this.#keep(id));
  }

  #type(value: number, name = 'T'): OpAttribute {
    return { name, type: this.#binding.TF_ATTR_TYPE, value };
  }

  #flag(name: string, value: boolean): OpAttribute {
    return { name, type: this.#binding.TF_ATTR_BOOL, value };
  }

  #keep(id: number): number {
    this.#ids.add(id);
    return id;
  }

  #free(id: number): void {
    if (this.#ids.delete(id)) this.#binding.deleteTensor(id);
  }
}
