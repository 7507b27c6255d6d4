/** What an exported network says of itself: whence it comes, what it takes, what it gives. */
import type { ResolvedExperiment } from '../../experiment/types';
import { equalizedAs } from '../run/modelFiles';
import type { Network } from './network';

export interface ExportedRun {
  readonly resolved: ResolvedExperiment;
  readonly runId: string;
  /** Of FER Experiments. */
  readonly version: string;
  readonly classNames: readonly string[] | undefined;
}

export interface ExportChoice {
  /** `inside`: the network takes grey values from 0 to 255; `outside`: from 0 to 1. */
  readonly preprocessing: 'inside' | 'outside';
  readonly answers: 'probabilities' | 'logits';
}

export interface NetworkNotes {
  /** One sentence: what the network has to be given. */
  readonly input: string;
  /** By key; each begins with `ferexp.`. */
  readonly facts: Readonly<Record<string, string>>;
  /** What the run did besides, and the file does not do. */
  readonly warnings: readonly string[];
}

export function describeNetwork(
  { resolved, runId, version, classNames }: ExportedRun,
  { preprocessing, answers }: ExportChoice,
  { layers }: Network,
): NetworkNotes {
  const { name, variant, seed, techniques } = resolved;
  const { equalization, testTimeAugmentation } = techniques;
  const size = ['N', ...layers[0]!.shape].join(' × ');
  const prepared = equalization ? `, ${equalizedAs(equalization)}` : '';
  const input = `grey faces, ${size}, float32, values from 0 to ${preprocessing === 'inside' ? 255 : 1}${prepared}.`;
  return {
    input,
    facts: {
      'ferexp.run': runId,
      'ferexp.experiment': name,
      'ferexp.variant': variant,
      'ferexp.seed': String(seed),
      'ferexp.version': version,
      ...(classNames && { 'ferexp.classes': JSON.stringify(classNames) }),
      'ferexp.input': input,
      'ferexp.output': `${answers} of the classes, in their order.`,
      'ferexp.left-out': 'Test-time augmentation, calibration and other networks of an ensemble.',
    },
    warnings: [
      ...(equalization
        ? [
            `The run equalises faces before the network reads them; the file does not: give it faces ${equalizedAs(equalization)}.`,
          ]
        : []),
      ...(testTimeAugmentation
        ? ['The results of the run are of several views of each test face; the file answers for one.']
        : []),
    ],
  };
}
