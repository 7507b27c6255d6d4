/** What a technique acts on, in the order in which data passes through. Each fragment of schemas/techniques/ names one. */
export const actsOn = ['pixels', 'labels', 'predictions'] as const;
export type ActsOn = (typeof actsOn)[number];
