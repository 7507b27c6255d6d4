/** Names that people know from Keras, and what they are called here. */

/** Names that differ in more than their spelling, in lower case without underscores. */
const keys: ReadonlyMap<string, string> = new Map([
  ['lr', 'learningRate'],
  ['classweight', 'classWeights'],
  ['rho', 'decay'],
  ['minlr', 'minimum'],
  ['gamma', 'factor'],
]);

const values: ReadonlyMap<string, string> = new Map([
  ['val_loss', 'validationLoss'],
  ['val_accuracy', 'validationAccuracy'],
  ['val_acc', 'validationAccuracy'],
]);

/** `rotation_range` means "rotation", `width_shift_range` "widthShift", `lr` "learningRate", if those are known. */
export function kerasKey(key: string, known: readonly string[]): string | undefined {
  const plain = (name: string) => name.toLowerCase().replaceAll('_', '');
  const wanted = plain(key.replace(/_range$/i, ''));
  const found = known.find((name) => plain(name) === wanted) ?? keys.get(wanted);
  return found !== undefined && found !== key && known.includes(found) ? found : undefined;
}

/** `val_accuracy` means "validationAccuracy", if that is allowed. */
export function kerasValue(value: string, allowed: readonly string[]): string | undefined {
  const found = values.get(value.toLowerCase());
  return found !== undefined && allowed.includes(found) ? found : undefined;
}
