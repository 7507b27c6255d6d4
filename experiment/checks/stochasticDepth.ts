/** Checks of stochastic depth: whether there are branches to leave out, whether they are trained, and what they count. */
import { equalJson } from '../json';
import { originWords } from '../graph';
import type { ResolvedModel } from '../types';
import type { Check } from './check';

const path = ['techniques', 'stochasticDepth'] as const;

const branching: readonly ResolvedModel['type'][] = ['resnet18', 'resnet50', 'lightCnn', 'efficientnetLite0'];

/** Of a network in one line, nothing can be left out. */
export const depthWithoutBranches: Check = ({ resolved: { model, techniques } }) => {
  if (!techniques.stochasticDepth || branching.includes(model.type)) return [];
  return [
    {
      severity: 'error',
      code: 'depth-without-branches',
      message:
        `stochasticDepth leaves out residual branches, and the network "${model.type}" has none that it could leave out. ` +
        `Remove it, or use one of ${branching.join(', ')}.`,
      paths: [path, ['model', 'type']],
      fix: { title: 'Remove "stochasticDepth"', path, value: undefined },
    },
  ];
};

/** Frozen branches would only count less than what they were trained for. */
export const depthOfFrozen: Check = ({ resolved: { model, training, techniques } }) => {
  if (!techniques.stochasticDepth || !branching.includes(model.type) || training.trainable === 'all') return [];
  return [
    {
      severity: 'error',
      code: 'depth-of-frozen',
      message:
        'stochasticDepth is for networks that are trained as a whole: here the lower layers are frozen, and their branches ' +
        'would count less than in the training that they come from. Set trainable to "all", or remove stochasticDepth.',
      paths: [path, ['training', 'trainable']],
      fix: { title: 'Remove "stochasticDepth"', path, value: undefined },
    },
  ];
};

/** In evaluation, branches count as much as they took part in training: the same weights are another network without that. */
export const originOtherDepth: Check = ({ lineage, resolved }) => {
  const origin = lineage?.origins[0];
  if (origin === undefined || origin.kind === 'model' || origin.resolved === undefined) return [];
  const [there, here] = [origin.resolved.techniques.stochasticDepth, resolved.techniques.stochasticDepth];
  if (equalJson(there ?? null, here ?? null)) return [];
  const words = (settings: typeof there) => (settings ? `stochasticDepth ${settings.survival}` : 'no stochasticDepth');
  return [
    {
      severity: resolved.training.epochs === 0 ? 'error' : 'warning',
      code: 'init-from-other-depth',
      message:
        `What it starts from, ${originWords(origin, resolved.file)}, was trained with ${words(there)}, and here it is ` +
        `${words(here)}: branches count differently, so the same weights answer differently. Use the same.`,
      paths: [path, ['initFrom']],
      fix: { title: 'Use the same stochasticDepth', path, value: there },
    },
  ];
};
