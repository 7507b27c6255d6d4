/** Resolves `techniques.distillation`: its teacher is named as the origin of a warm start is. */
import { filled, resolveTeacher } from '../defaults';
import { equalJson } from '../json';
import { definition, dereference } from '../schema';
import { own } from '../../schemas/own';
import { originName } from '../originName';
import type { ResolvedDistillation } from '../types';
import type { TechniqueMeaning } from './meaning';

export const distillation: TechniqueMeaning<'distillation'> = {
  resolve(given, _before, file) {
    if (!given) return undefined;
    const { from, ...others } = given;
    const settings = filled<Omit<ResolvedDistillation, 'from'>>('distillation', others);
    return settings.weight === 0 ? undefined : { from: resolveTeacher(from, file), ...settings };
  },
  shown: ({ distillation: settings }) => ({ weight: settings?.weight ?? 0 }),
  shownBesides({ distillation: settings }) {
    if (!settings) return {};
    const { from, temperature } = settings;
    const { properties = {} } = definition('distillation');
    const usual = equalJson(temperature, dereference(own(properties, 'temperature') ?? {}).default);
    return { from: originName(from), ...(!usual && { temperature }) };
  },
};
