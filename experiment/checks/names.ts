/** Checks of names that not every system allows: a project that is shared or moved would lose its runs. */
import { baseVariant } from '../../schemas/runDirectory';
import type { Check, Concern } from './check';

/** Names of devices on Windows, also with an extension. */
const devices = /^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;

/** Names of the experiment and its variants that Windows does not allow. */
export const nameOnWindows: Check = ({ variant, resolved }) => {
  if (variant !== baseVariant) return concernsOf(variant, ['variants', variant]);
  const [concern] = concernsOf(resolved.name, ['name']);
  if (concern === undefined) return [];
  const value = resolved.name.replace(devices, '$1-1').replace(/\.+$/, '') || 'experiment';
  return [{ ...concern, suggestion: value, fix: { title: `Change to "${value}"`, path: ['name'], value } }];
};

function concernsOf(name: string, path: Concern['paths'][0]): Concern[] {
  const isDevice = devices.test(name);
  if (!isDevice && !name.endsWith('.')) return [];
  const why = isDevice ? 'that is the name of a device there' : 'names there cannot end with a dot';
  return [
    {
      severity: 'warning',
      code: 'name-on-windows',
      message: `Windows can have no file or folder called "${name}": ${why}. Choose another name, so that the project works everywhere.`,
      paths: [path],
    },
  ];
}
