/** Natural logarithm of the sum of exponentials, in float64, shifted by the maximum so that nothing overflows. */
export function logSumExp(logits: Float32Array): number {
  let max = -Infinity;
  for (const logit of logits) if (logit > max) max = logit;
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - max);
  return max + Math.log(sum);
}

/** A token's logit. Throws RangeError where the id is outside the vocabulary. */
export function logitOf(logits: Float32Array, id: number): number {
  const logit = logits[id];
  if (logit === undefined) {
    throw new RangeError(`token id ${id} is outside the model's vocabulary of ${logits.length}`);
  }
  return logit;
}
