/** Variants against the file and against each other. */
import { baseVariant } from '../../schemas/runDirectory';
import { equalJson } from '../json';
import type { ResolvedExperiment } from '../types';
import type { Concern, Subject } from './check';

/** What makes a difference to the result: not names, descriptions, published figures or the number of repeats. */
function substance({ engine, seed, data, model, training, techniques }: ResolvedExperiment) {
  return { engine, seed, data, model, training, techniques };
}

/** Variants that would train the same network again. */
export function variantsAlike(subjects: readonly Subject[]): Concern[] {
  const concerns: Concern[] = [];
  for (const [index, subject] of subjects.entries()) {
    if (index === 0) continue;
    const twin = subjects
      .slice(0, index)
      .find((other) => equalJson(substance(other.resolved), substance(subject.resolved)));
    if (twin === undefined) continue;
    const path = ['variants', subject.variant];
    const mend = { title: `Remove variant "${subject.variant}"`, path, value: undefined };
    concerns.push(
      twin.variant === baseVariant
        ? {
            severity: 'warning',
            code: 'variant-changes-nothing',
            message:
              `Variant "${subject.variant}" changes nothing: with all defaults it has the settings of the file, which ` +
              'already runs as "base". Change a setting or remove it.',
            paths: [path],
            mend,
          }
        : {
            severity: 'warning',
            code: 'variant-identical',
            message:
              `Variant "${subject.variant}" has the same settings as "${twin.variant}", so it would train the same ` +
              'network again. Use "repeats" to train a variant more than once.',
            paths: [path],
            mend,
          },
    );
  }
  return concerns;
}
