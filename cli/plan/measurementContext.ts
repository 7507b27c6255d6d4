import { version } from '../../package.json';
import { engineDirectory } from '../../storage/machine/engineDirectory';
import { type MeasurementContext, readMeasurements, thisMachine } from '../../storage/machine/measurements';
import type { Measurement } from '../../schemas/measurements';

/** What a kept figure must agree with to be used here. */
export function measurementContext(): MeasurementContext {
  return { machine: thisMachine(), ferexp: version };
}

/** The kept figures that hold here. */
export function keptMeasurements(): Promise<Measurement[]> {
  return readMeasurements(engineDirectory(), measurementContext());
}
