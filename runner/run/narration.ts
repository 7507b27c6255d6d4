/** Describes events in plain lines, for terminals and log.txt. */
import type { NewEvent } from '../../storage/run/events';
import { isSetSplit, setOfSplit } from '../../schemas/dataSets';
import { valuesText } from '../../schemas/search';
import { duration, loss, percent, perSecond } from '../../words/numbers';

/** @returns undefined for events that are too frequent to be read */
export function describeEvent(event: NewEvent): string | undefined {
  switch (event.type) {
    case 'run-started':
      return (
        `Engine ${event.engine} (${event.device}); ${event.parameters} weights; ${event.trainingExamples} training, ` +
        `${event.validationExamples} validation and ${event.testExamples} test images; ${event.stepsPerEpoch} steps per epoch.` +
        (event.resumedFromEpoch === undefined
          ? ''
          : ` Resumed after epoch ${event.resumedFromEpoch}, step ${event.resumedFromStep ?? 0}.`)
      );
    case 'epoch':
      return (
        `Epoch ${event.epoch}: loss ${loss(event.loss)}, accuracy ${percent(event.accuracy)}; ` +
        `validation loss ${loss(event.validationLoss)}, accuracy ${percent(event.validationAccuracy)}` +
        `${event.best ? ' (best)' : ''}; ${duration(event.seconds)}, ${perSecond(event.imagesPerSecond)} images/s.`
      );
    case 'fold':
      return (
        `Candidate ${event.candidate} of ${event.candidates} (${valuesText(event.values)}), fold ${event.fold} of ${event.folds}: ` +
        (event.validationAccuracy === undefined
          ? 'diverged.'
          : `accuracy ${percent(event.validationAccuracy)}, loss ${event.validationLoss === undefined ? '' : loss(event.validationLoss)}; ${duration(event.seconds)}.`)
      );
    case 'evaluated':
      return `${isSetSplit(event.split) ? `test faces of ${setOfSplit(event.split)}` : event.split}: accuracy ${percent(event.accuracy)}, macro-F1 ${percent(event.macroF1)}, loss ${loss(event.loss)}.`;
    case 'warning':
      return `Warning: ${event.message}`;
    default:
      return undefined;
  }
}
