/** The measurements of engines that are valid for this machine and version. */
import { version } from '../../package.json';
import { engineDirectory } from '../../storage/machine/engineDirectory';
import { type MeasurementContext, readMeasurements, thisMachine } from '../../storage/machine/measurements';
import type { Measurement } from '../../schemas/measurements';

/** What a stored measurement must match to be used here. */
export function measurementContext(): MeasurementContext {
  return { machine: thisMachine(), ferexp: version };
}

/** The stored measurements that can be used here. */
export function storedMeasurements(): Promise<Measurement[]> {
  return readMeasurements(engineDirectory(), measurementContext());
}
