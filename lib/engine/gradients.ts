import * as tf from '@tensorflow/tfjs';

/** What a differentiated function returns: the loss, and tensors to hand out beside it. */
export interface LossAndAside<A extends Readonly<Record<string, tf.Tensor>>> {
  readonly loss: tf.Scalar;
  readonly aside: A;
}

/**
 * The value of `f().loss` and its gradients, with the tensors that `f` computed on the way.
 *
 * tfjs's own `variableGrads` disposes of everything inside but the loss. The caller owns the results.
 * @param f may be called once; only its loss is differentiated
 * @param parameters what to differentiate by
 * @returns `gradients` in the order of `parameters`
 * @throws Error if the loss does not depend on a parameter
 */
export function valueAndGradients<A extends Readonly<Record<string, tf.Tensor>>>(
  f: () => LossAndAside<A>,
  parameters: readonly tf.Variable[],
): LossAndAside<A> & { readonly gradients: readonly tf.Tensor[] } {
  let kept: Readonly<Record<string, tf.Tensor>> = {};
  const { value, grads } = tf.variableGrads(() => {
    const { loss, aside } = f();
    kept = Object.fromEntries(Object.entries(aside).map(([name, tensor]) => [name, tf.keep(tensor.clone())]));
    return loss;
  }, [...parameters]);
  const aside = Object.fromEntries(
    Object.entries(kept).map(([name, tensor]) => [name, handOver(tensor)]),
  ) as A;
  const gradients = parameters.map(parameter => {
    const gradient = grads[parameter.name];
    if (gradient === undefined)
      throw new Error(`valueAndGradients: the loss does not depend on ${parameter.name}`);
    return gradient;
  });
  return { loss: value, aside, gradients };
}

/** A kept tensor's data as a tensor of the caller's scope. */
export function handOver<T extends tf.Tensor>(kept: T): T {
  const handed = kept.clone();
  kept.dispose();
  return handed;
}

/**
 * The value of `f()` as a constant: no gradient flows through it, to whatever tensors `f` uses.
 * @returns what `f` returned; the caller owns it
 */
export function withoutGradient<T extends tf.Tensor>(f: () => T): T {
  // Nothing inside a customGrad is recorded for back-propagation, and this one has no inputs to hand a gradient to.
  return tf.customGrad(() => ({ value: f(), gradFunc: () => [] }))() as T;
}
