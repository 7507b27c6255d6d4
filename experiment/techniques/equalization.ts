/** Resolves `techniques.equalization`: tiles and their limit are settings of CLAHE alone. */
import type { EqualizationConfig } from '../../schemas/generated/experiment';
import { filled } from '../defaults';
import { equalJson } from '../json';
import { definition, dereference } from '../schema';
import { own } from '../../schemas/own';
import type { TechniqueMeaning } from './meaning';

export const equalization: TechniqueMeaning<'equalization'> = {
  resolve(given) {
    if (!given) return undefined;
    const { method, clipLimit, tiles } = filled<Required<EqualizationConfig>>('equalization', { ...given });
    return method === 'histogram' ? { method } : { method, clipLimit, tiles };
  },
  shown: ({ equalization: settings }) => ({ method: settings?.method ?? null }),
  shownBesides({ equalization: settings }) {
    if (settings?.method !== 'clahe') return {};
    const { clipLimit, tiles } = settings;
    const { properties = {} } = definition('equalization');
    const isDefault = (key: string, value: number) => equalJson(value, dereference(own(properties, key) ?? {}).default);
    return Object.fromEntries(Object.entries({ clipLimit, tiles }).filter(([key, value]) => !isDefault(key, value)));
  },
};
