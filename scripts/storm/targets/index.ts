/** Lists what the storm damages. */
import type { Target } from '../target';
import { archives, faces, facesCache, images, votes } from './data';
import { experiment } from './experiment';
import { baseModels, features, kerasFiles } from './models';
import { checkpoints, events, predictions, runJson } from './runs';

/** All targets, 5,000 tries in all. */
export const targets: readonly Target[] = [
  experiment,
  faces,
  votes,
  images,
  archives,
  facesCache,
  features,
  runJson,
  events,
  checkpoints,
  predictions,
  baseModels,
  kerasFiles,
];
