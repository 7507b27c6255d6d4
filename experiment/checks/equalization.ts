/** Checks of equalization: settings that a method does not use, and networks that were trained on other faces. */
import { equalJson } from '../json';
import { originWords } from '../graph';
import type { Check, Concern } from './check';

const place = ['techniques', 'equalization'] as const;

/** The histogram of a whole face has no tiles. */
export const ignoredByHistogram: Check = ({ resolved, settings }) => {
  const given = settings.techniques?.equalization;
  if (resolved.techniques.equalization?.method !== 'histogram' || given === undefined) return [];
  return (['clipLimit', 'tiles'] as const)
    .filter((name) => name in given)
    .map((name): Concern => {
      const path = [...place, name];
      return {
        severity: 'warning',
        code: 'setting-ignored',
        message: `"${name}" does nothing here: the method "histogram" has no tiles. Remove it, or use the method "clahe".`,
        // In a variant that only changes the method, the warning is shown at the method.
        paths: [path, [...place, 'method']],
        fix: { title: `Remove "${name}"`, path, value: undefined },
      };
    });
};

/** What a network learned of faces that were prepared otherwise fits these less. */
export const originOtherFaces: Check = ({ lineage, resolved }) => {
  const origin = lineage?.origins[0];
  if (origin === undefined || origin.kind === 'model' || origin.resolved === undefined) return [];
  const [there, here] = [origin.resolved.techniques.equalization, resolved.techniques.equalization];
  if (equalJson(there ?? null, here ?? null)) return [];
  return [
    {
      severity: 'warning',
      code: 'init-from-other-faces',
      message:
        `What it starts from, ${originWords(origin, resolved.file)}, was trained on faces with ${methodOf(there)}, and ` +
        `here they have ${methodOf(here)}: part of what it learned is lost. Use the same equalization.`,
      paths: [place, ['initFrom']],
      fix: { title: 'Use the same equalization', path: place, value: there },
    },
  ];
};

function methodOf(settings: Parameters<Check>[0]['resolved']['techniques']['equalization']): string {
  if (!settings) return 'no equalization';
  if (settings.method === 'histogram') return 'equalization by histogram';
  return `equalization by clahe (clipLimit ${settings.clipLimit}, tiles ${settings.tiles})`;
}
