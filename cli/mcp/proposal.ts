/** Makes an experiment of a question: a base, a variant for each technique, the same for all besides. Pure. */
import type { DescribedSchema } from '../../experiment/describe/describedSchema';
import { isObject } from '../../experiment/json';
import { listOf } from '../../experiment/names';
import { definition } from '../../experiment/schema';
import { techniqueNames } from '../../experiment/techniques';
import type { ResolvedModel, TechniqueName } from '../../experiment/types';
import { UserError } from '../../schemas/userError';

export const proposedData = ['fer2013', 'fer+', 'synthetic'] as const;

export interface WishedTechnique {
  readonly technique: TechniqueName;
  /** By default the first that the schema proposes. */
  readonly settings?: Readonly<Record<string, unknown>> | undefined;
}

export interface Wish {
  readonly question: string;
  readonly name?: string | undefined;
  /** By default what the question names, otherwise FER2013. */
  readonly data?: (typeof proposedData)[number] | undefined;
  /** As the experiment file will name it. */
  readonly source?: string | undefined;
  readonly votes?: string | undefined;
  readonly model?: ResolvedModel['type'] | undefined;
  /** By default those that the question names. */
  readonly techniques?: readonly WishedTechnique[] | undefined;
  readonly epochs?: number | undefined;
  readonly repeats?: number | undefined;
}

/** Fewer say nothing of a technique: see docs/statistics.md. */
const usualRepeats = 3;

/**
 * @returns the value of an experiment file; whether it is valid also depends on the data
 * @throws UserError if neither the question nor the wish names a technique
 */
export function proposal(wish: Wish, schema: DescribedSchema): Record<string, unknown> {
  const { question, repeats = usualRepeats } = wish;
  const wished = wish.techniques ?? techniquesIn(question).map((technique): WishedTechnique => ({ technique }));
  if (wished.length === 0) {
    throw new UserError(
      'Neither the question nor techniques names a technique to try.',
      `Name one or more in techniques: ${listOf(techniqueNames)}.`,
    );
  }
  const data = wish.data ?? dataIn(question);
  // The smallest network that the techniques can act on.
  const hasBranches = wished.some(({ technique }) => technique === 'stochasticDepth');
  const { model = hasBranches ? 'lightCnn' : 'smallCnn' } = wish;
  const variants = new Map<string, unknown>();
  for (const { technique, settings } of wished) {
    const name = variantName(technique, variants);
    variants.set(name, { techniques: { [technique]: settings ?? usualSettings(technique, schema) } });
  }
  return {
    version: 1,
    name: wish.name ?? [...variants.keys()].join('-').slice(0, 64).replace(/-$/, ''),
    description: question,
    data: dataOf(data, wish),
    model: { type: model },
    training: trainingOf(data, model, wish.epochs),
    variants: Object.fromEntries(variants),
    repeats,
  };
}

/** `labelSmoothing` as people write it: label smoothing, label-smoothing. */
function patternOf(technique: TechniqueName): RegExp {
  const words = technique.replace(/([A-Z])/g, ' $1').split(' ');
  const first = words.map((word) => word.toLowerCase().replace(/iz(?=ation)/, 'i[sz]'));
  return new RegExp(`\\b${first.join('[\\s-]*')}\\b`, 'i');
}

/** What a question may call a technique besides its name. */
const otherNames: { readonly [Name in TechniqueName]?: RegExp } = {
  augmentation: /\b(?:horizontal(?:ly)? )?flip(?:s|ping)?\b/i,
  cutMix: /\bcut-?mix\b/i,
  ema: /\bexponential moving averages?\b/i,
  sam: /\bsharpness[\s-]aware\b/i,
  swa: /\bstochastic weight averaging\b/i,
  testTimeAugmentation: /\bTTA\b/,
};

/** The techniques that a question names, in the order of the schema. */
function techniquesIn(question: string): TechniqueName[] {
  // The longest name first: test-time augmentation is not augmentation.
  const byLength = [...techniqueNames].sort((a, b) => b.length - a.length);
  let rest = question;
  const found = byLength.filter((technique) => {
    const patterns = [patternOf(technique), otherNames[technique]].filter((pattern) => pattern !== undefined);
    const matched = patterns.find((pattern) => pattern.test(rest));
    if (matched) rest = rest.replace(matched, ' ');
    return matched !== undefined;
  });
  return techniqueNames.filter((technique) => found.includes(technique));
}

/** What was read in the question, for those who might think that more of it was; undefined where nothing was. */
export function understoodSentence({ question, data, techniques }: Wish): string | undefined {
  const read = [...(techniques ? [] : techniquesIn(question)), ...(data ? [] : [dataIn(question)])];
  if (read.length === 0) return undefined;
  return `Taken from the question: ${listOf(read, 'and')}. Nothing else of it counts: give settings, model, epochs and repeats as fields.`;
}

function dataIn(question: string): (typeof proposedData)[number] {
  if (/\bfer\s?\+|\bfer\s?plus\b/i.test(question)) return 'fer+';
  return /\b(?:generated|synthetic)\b/i.test(question) ? 'synthetic' : 'fer2013';
}

function dataOf(data: (typeof proposedData)[number], { source, votes }: Wish): object {
  if (data === 'synthetic') {
    return { source: 'synthetic', synthetic: { training: 1400, test: 700, labelNoise: 0.1 } };
  }
  return {
    source: source ?? 'data/fer2013.csv',
    ...(data === 'fer+' && {
      labels: { scheme: 'fer+', votes: votes ?? 'data/fer2013new.csv', rule: 'majority' },
    }),
    // As the data's authors split it: the weights are chosen on PublicTest, and PrivateTest is looked at once.
    validation: 'publicTest',
    test: ['privateTest'],
  };
}

function trainingOf(data: string, model: string, epochs: number | undefined): object {
  const isQuick = data === 'synthetic' || ['smallCnn', 'lightCnn'].includes(model);
  const usual = data === 'synthetic' ? 5 : isQuick ? 12 : 30;
  return { epochs: epochs ?? usual, batchSize: isQuick ? 64 : 128 };
}

/** `label-smoothing`; with a number if there is one of that name. */
function variantName(technique: TechniqueName, taken: ReadonlyMap<string, unknown>): string {
  const name = technique.replace(/([A-Z])/g, (letter) => `-${letter.toLowerCase()}`);
  for (let number = 2, found = name; ; number++) {
    if (!taken.has(found)) return found;
    found = `${name}-${number}`;
  }
}

/** The first settings that the editor proposes for a technique, or none: its defaults. */
function usualSettings(technique: TechniqueName, schema: DescribedSchema): unknown {
  const [node] = schema.valuesAt(['techniques', technique], undefined);
  const body = node?.defaultSnippets?.[0]?.body;
  return isObject(body) ? withoutPlaceholders(body) : {};
}

/** `${1:base}` is where an editor puts its cursor, with `base` in it. */
function withoutPlaceholders(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/\$\{\d+:([^}]*)\}/g, '$1');
  if (Array.isArray(value)) return value.map(withoutPlaceholders);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutPlaceholders(inner)]));
}

/** Types of networks that need no trained base. */
export const proposedModels = (
  definition('model').properties!['type']!.enum as readonly ResolvedModel['type'][]
).filter((type) => type !== 'layersModel');
