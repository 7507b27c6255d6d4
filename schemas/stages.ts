/** Where a technique acts, in the order in which data passes through. Each fragment of schemas/techniques/ names its stage. */
export const stages = ['pixels', 'labels', 'batch', 'loss', 'optimizer', 'weights', 'predict'] as const;
export type Stage = (typeof stages)[number];
