/** Events as plain lines, for terminals and log.txt. */
import type { NewEvent } from '../../rundir/events';
import { valuesText } from '../../schemas/search';

/** @returns undefined for what comes too often to be read */
export function describeEvent(event: NewEvent): string | undefined {
  switch (event.type) {
    case 'run-started':
      return (
        `Engine ${event.engine} (${event.device}); ${event.parameters} weights; ${event.trainingExamples} training, ` +
        `${event.validationExamples} validation and ${event.testExamples} test images; ${event.stepsPerEpoch} steps an epoch.` +
        (event.resumedFromEpoch === undefined
          ? ''
          : ` Resumed after epoch ${event.resumedFromEpoch}, step ${event.resumedFromStep ?? 0}.`)
      );
    case 'epoch':
      return (
        `Epoch ${event.epoch}: loss ${event.loss.toFixed(4)}, accuracy ${percent(event.accuracy)}; ` +
        `validation loss ${event.validationLoss.toFixed(4)}, accuracy ${percent(event.validationAccuracy)}` +
        `${event.best ? ' (best)' : ''}; ${event.seconds.toFixed(1)} s, ${event.imagesPerSecond.toFixed(0)} images/s.`
      );
    case 'fold':
      return (
        `Candidate ${event.candidate} of ${event.candidates} (${valuesText(event.values)}), fold ${event.fold} of ${event.folds}: ` +
        (event.validationAccuracy === undefined
          ? 'diverged.'
          : `accuracy ${percent(event.validationAccuracy)}, loss ${event.validationLoss?.toFixed(4) ?? ''}; ${event.seconds.toFixed(1)} s.`)
      );
    case 'evaluated':
      return `${event.split}: accuracy ${percent(event.accuracy)}, macro-F1 ${percent(event.macroF1)}, loss ${event.loss.toFixed(4)}.`;
    case 'warning':
      return `Warning: ${event.message}`;
    default:
      return undefined;
  }
}

function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(2)} %`;
}
