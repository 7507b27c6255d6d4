/** Puts the calibration of a network in sentences, the same on its page and in its figure. */
import type { Calibration } from '../schemas/calibration';
import { count, counted, decimal, loss, percent } from './numbers';

/** Each at least one sentence. */
export function calibrationWords(calibration: Calibration): string[] {
  const { faces, ece, eceByChance, bins } = calibration;
  const meanOf = (value: 'confidence' | 'accuracy'): number =>
    bins.reduce((sum, bin) => sum + bin.faces * bin[value], 0) / faces;
  return [
    `On average this network is ${percent(meanOf('confidence'))} sure, and right for ${percent(meanOf('accuracy'))} of ${counted(faces, 'face')}.`,
    `Expected calibration error ${loss(ece)}, in 15 bins. The error is never 0 by chance: a perfectly calibrated network that is as sure has ${loss(eceByChance)} on as many faces.`,
    ...temperatureWords(calibration),
  ];
}

function temperatureWords({ temperature, noTemperature, ece, loss: before, samples }: Calibration): string[] {
  if (!temperature) return noTemperature === undefined ? [] : [noTemperature];
  const { value, isBound, fittedOn } = temperature;
  if (isBound) {
    return [
      `No temperature: on ${counted(fittedOn, 'validation face')} the best one is beyond ${value > 1 ? 20 : decimal(1 / 20, 2)}, so how sure the network is says nothing of how right it is, or it is always right.`,
    ];
  }
  const sentences = [
    `Temperature ${decimal(value, 2)}, fitted on ${counted(fittedOn, 'validation face')} alone, changes the error from ${loss(ece)} to ${loss(temperature.ece)} and the loss from ${loss(before)} to ${loss(temperature.loss)}. It changes no answer, so accuracy stays the same.`,
  ];
  if (samples > 1) {
    sentences.push(
      `It acts on the mean of ${count(samples)} predictions of each test face, but validation faces are predicted once: it may fit worse than it could.`,
    );
  }
  return sentences;
}
