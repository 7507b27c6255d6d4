/** What a technique acts on, in the order in which a step goes through it. Each fragment of schemas/techniques/ names one. */
export const actsOn = [
  'faces',
  'pixels',
  'labels',
  'batch',
  'network',
  'importance',
  'loss',
  'teacher',
  'gradients',
  'weights',
  'predictions',
] as const;
export type ActsOn = (typeof actsOn)[number];
