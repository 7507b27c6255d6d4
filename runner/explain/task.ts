/** The settings of a process that explains predictions. */
import type { ExplainChoice } from '../../schemas/explanations';
import type { Patches } from './occlusion';

export interface ExplainSettings extends ExplainChoice {
  /** Points on the path of integrated gradients. */
  readonly steps: number;
  /** Drawn references of expected gradients. */
  readonly samples: number;
  readonly patches: Patches;
  /** Layer for Grad-CAM; absent: the last convolution. */
  readonly layer?: string;
}

export const defaultSettings = {
  split: 'test',
  methods: ['integratedGradients'],
  target: 'predicted',
  baseline: 'black',
  steps: 64,
  samples: 200,
  patches: { patch: 8, stride: 4 },
} as const satisfies Partial<ExplainSettings>;
