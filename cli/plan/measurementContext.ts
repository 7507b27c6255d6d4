/** The measurements of engines that are valid for this machine and version. */
import { version } from '../../package.json';
import { type MeasurementContext, thisMachine } from '../../storage/machine/measurements';

/** What a stored measurement must match to be used here. */
export function measurementContext(): MeasurementContext {
  return { machine: thisMachine(), ferexp: version };
}
