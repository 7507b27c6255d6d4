/** The reliability diagram: how often a network is right, by how sure it is. */
import type { Calibration } from '../schemas/calibration';
import { calibrationWords } from '../words/calibration';
import { counted, percent, share } from '../words/numbers';
import type { Figure } from './figure';
import { inTitle } from './runFigures';
import { type ShareChart, sharesFigure } from './shares';

export const reliabilityTitle = ({ split }: Pick<Calibration, 'split'>): string => `Reliability, ${inTitle(split)}`;

export function reliabilityChart({ bins }: Calibration): ShareChart {
  const spoken = bins.map(
    ({ confidence, accuracy, faces }) =>
      `${percent(confidence)} sure, ${percent(accuracy)} of ${counted(faces, 'face')} right`,
  );
  return {
    xTitle: 'Probability of the class that is named',
    yTitle: 'How often right',
    xTicks: [0, 0.2, 0.4, 0.6, 0.8, 1].map((at) => ({ at, label: share(at) })),
    slots: 15,
    marks: bins.map(({ low, high, confidence, accuracy, interval, faces }) => ({
      ...{ at: confidence, slot: (low + high) / 2, share: accuracy, interval, reference: confidence, faces },
    })),
    legend: { share: 'this network, with 95 % intervals', reference: 'as right as it is sure' },
    diagonal: true,
    description: `How often the network is right by how sure it is: ${spoken.join('; ')}.`,
  };
}

export function reliabilityFigure(calibration: Calibration, subject: string): Figure {
  const notes = calibrationWords(calibration);
  return {
    ...sharesFigure(reliabilityTitle(calibration), subject, reliabilityChart(calibration), notes),
    data: calibration,
  };
}
