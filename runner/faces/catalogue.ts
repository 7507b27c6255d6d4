/** The faces of an experiment's data with all that is known about each: counts, filters and pages of them. */
import { cacheFolderOf } from '../../experiment/project';
import type { RecordedExperiment } from '../../experiment/types';
import {
  type DataOverview,
  type FaceFilter,
  type FacePage,
  type FaceTrait,
  faceTraits,
  type ShownFace,
  type ShownSplit,
} from '../../schemas/faces';
import { UserError } from '../../schemas/userError';
import { usages } from '../data/dataset';
import { reportDuplicates } from '../data/duplicates';
import { type LoadedData, loadData, type LoadOptions } from '../data/load';
import { ferClasses, voteColumns } from '../data/labels/classes';
import { ferPlusTargets, noLabel } from '../data/labels/targets';
import { sourceVotes } from '../data/sourceVotes';
import { dropReason, dropReasons } from './dropped';
import { encodeFace } from './png';
import { factsOf, type ImageFacts, splitOf, traitBit } from './traits';
import type { Progress } from '../progress';

/** FER+ votes and the majority that follows from them. */
export interface FerPlus {
  /** `count · 10`, in the order of `voteColumns`. */
  readonly votes: Uint8Array;
  /** Index into `voteColumns`, `noLabel` when there is none. */
  readonly labels: Uint8Array;
  readonly names: readonly string[];
}

/** Traits whose faces are listed next to those they are identical to. */
const grouped: readonly FaceTrait[] = ['duplicate', 'conflicting', 'leaked'];

const testParts = { publicTest: 'PublicTest', privateTest: 'PrivateTest' } as const;

/** What the faces of an experiment or a run follow from. */
type FacesOf = Pick<RecordedExperiment, 'name' | 'variant' | 'data' | 'baseDirectory' | 'file'>;

export class FaceCatalogue {
  readonly #facts: ImageFacts;
  readonly #identical: ReadonlyMap<number, readonly number[]>;
  #last: { readonly key: string; readonly ids: readonly number[] } | undefined;

  private constructor(
    readonly resolved: FacesOf,
    readonly data: LoadedData,
    readonly ferPlus: FerPlus | undefined,
  ) {
    this.#facts = factsOf(data, ferPlus);
    this.#identical = groupsOf(data.duplicates.firstOf);
  }

  /** @throws UserError as `loadDataset` */
  static async open(
    resolved: FacesOf,
    onProgress: Progress,
    { testOnly }: Pick<LoadOptions, 'testOnly'> = {},
  ): Promise<FaceCatalogue> {
    const data = await loadData(resolved.data, {
      baseDirectory: resolved.baseDirectory,
      cacheDirectory: cacheFolderOf(resolved.file),
      onProgress,
      testOnly,
    });
    return new FaceCatalogue(resolved, data, await ferPlusOf(resolved, data));
  }

  /** SHA-256 over images, targets and splits, as a run keeps it. */
  get fingerprint(): string {
    return this.data.dataset.fingerprint;
  }

  /** Split, class and traits of every image. */
  get facts(): ImageFacts {
    return this.#facts;
  }

  overview(): DataOverview {
    const { dataset, faces, duplicates } = this.data;
    const { labels, source } = this.resolved.data;
    const report = reportDuplicates(faces, duplicates);
    return {
      experiment: this.resolved.name,
      variant: this.resolved.variant,
      source,
      scheme: labels.scheme,
      ...(labels.scheme === 'fer+' && { rule: labels.rule }),
      width: faces.width,
      height: faces.height,
      images: faces.count,
      fingerprint: dataset.fingerprint,
      classNames: dataset.classNames,
      ferNames: ferClasses,
      ...(this.ferPlus && { voteNames: voteColumns }),
      splits: this.#splits().map((split) => ({ split, ...this.#counts(this.#idsOf({ split })) })),
      traits: Object.fromEntries(
        faceTraits.map((trait) => [trait, this.#facts.traits.filter((bits) => bits & traitBit(trait)).length]),
      ) as Record<FaceTrait, number>,
      dropped: this.#dropped(),
      unique: report.unique,
      groups: report.groups,
      conflictingGroups: report.conflicting,
      warnings: dataset.warnings,
    };
  }

  /** The faces that match a filter, from `offset` on, at most `limit`. Traits about identical faces list these together. */
  list(filter: FaceFilter, offset: number, limit: number): FacePage {
    const key = JSON.stringify(filter);
    if (this.#last?.key !== key) this.#last = { key, ids: this.#idsOf(filter) };
    const { ids } = this.#last;
    return { total: ids.length, faces: this.faces(ids.slice(offset, offset + limit)) };
  }

  /** @throws UserError for an id that the data does not have */
  faces(ids: readonly number[]): ShownFace[] {
    return ids.map((id) => this.#face(id));
  }

  #splits(): ShownSplit[] {
    const parts = this.resolved.data.test.length < 2 ? [] : this.resolved.data.test;
    return ['train', 'validation', 'test', ...parts];
  }

  #idsOf({ split, label, trait }: FaceFilter): number[] {
    const { faces, duplicates } = this.data;
    const part = split === 'publicTest' || split === 'privateTest' ? usages.indexOf(testParts[split]) : undefined;
    const name = part === undefined ? split : 'test';
    const bit = trait === undefined ? 0 : traitBit(trait);
    const ids: number[] = [];
    for (let image = 0; image < faces.count; image++) {
      if (name !== undefined && splitOf(this.#facts, image) !== name) continue;
      if (part !== undefined && faces.usage[image] !== part) continue;
      if (label !== undefined && this.#facts.label[image] !== label) continue;
      if (bit !== 0 && (this.#facts.traits[image]! & bit) === 0) continue;
      ids.push(image);
    }
    const { firstOf } = duplicates;
    return trait && grouped.includes(trait) ? ids.sort((a, b) => firstOf[a]! - firstOf[b]! || a - b) : ids;
  }

  #counts(ids: readonly number[]): { count: number; classes: number[] } {
    const classes = this.data.dataset.classNames.map(() => 0);
    for (const id of ids) classes[this.#facts.label[id]!]!++;
    return { count: ids.length, classes };
  }

  #dropped(): DataOverview['dropped'] {
    const training = usages.indexOf('Training');
    const dropped = this.#idsOf({ trait: 'dropped' });
    const counts = dropReasons.map((reason) => {
      const ids = dropped.filter((id) => this.#reason(id) === reason);
      const ofTraining = ids.filter((id) => this.data.faces.usage[id] === training).length;
      return { reason, training: ofTraining, test: ids.length - ofTraining };
    });
    return counts.filter((count) => count.training + count.test > 0);
  }

  #votes(id: number): Uint8Array | undefined {
    return this.ferPlus?.votes.subarray(id * voteColumns.length, (id + 1) * voteColumns.length);
  }

  #reason(id: number): string | undefined {
    const votes = this.#votes(id);
    return votes && (this.#facts.traits[id]! & traitBit('dropped')) !== 0
      ? dropReason(this.resolved.data.labels.rule, votes)
      : undefined;
  }

  #face(id: number): ShownFace {
    const { faces, duplicates } = this.data;
    if (!Number.isInteger(id) || id < 0 || id >= faces.count) {
      throw new UserError(`There is no face ${id}: the data has ${faces.count} images.`);
    }
    const split = splitOf(this.#facts, id);
    const label = this.#facts.label[id]!;
    const ferPlus = this.ferPlus?.labels[id] ?? noLabel;
    const votes = this.#votes(id);
    const dropped = this.#reason(id);
    return {
      id,
      image: encodeFace(faces, id),
      part: usages[faces.usage[id]!]!,
      ...(split && { split }),
      ...(label !== noLabel && { label }),
      fer: faces.emotion[id]!,
      ...(ferPlus !== noLabel && { ferPlus }),
      ...(votes && { votes: [...votes] }),
      ...(dropped !== undefined && { dropped }),
      traits: faceTraits.filter((trait) => (this.#facts.traits[id]! & traitBit(trait)) !== 0),
      identical: (this.#identical.get(duplicates.firstOf[id]!) ?? []).filter((other) => other !== id),
    };
  }
}

/** Votes are known when the experiment names them, even if it trains on FER labels. */
async function ferPlusOf({ data, baseDirectory }: FacesOf, loaded: LoadedData): Promise<FerPlus | undefined> {
  const { labels, source } = data;
  const votes = source === 'synthetic' ? undefined : await sourceVotes(data, baseDirectory);
  if (votes === undefined) return undefined;
  const majority =
    labels.scheme === 'fer+' ? loaded.labelled : ferPlusTargets(loaded.faces, votes, 'majority', labels.unknown);
  return { votes: votes.votes, labels: majority.labels, names: voteColumns };
}

/** Images of each group of two or more identical ones, by the first of them. */
function groupsOf(firstOf: Uint32Array): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  firstOf.forEach((first, image) => {
    if (first !== image) groups.set(first, [...(groups.get(first) ?? [first]), image]);
  });
  return groups;
}
