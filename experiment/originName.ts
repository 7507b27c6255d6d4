/** What a setting calls another network: `custom.ferexp.json: base`, a run or a model. */
import type { ResolvedInitFrom } from './types';

export function originName(from: ResolvedInitFrom): string {
  if ('experiment' in from) return `${from.experiment}: ${from.variant}`;
  return 'model' in from ? from.model : from.run;
}
