/** The findings of an audit in sentences, once for the terminal, Markdown and the page. */
import type { AuditReport, ClassShift, CopiesAcross, LabelFindings, TestUse } from '../schemas/audit';
import { own } from '../schemas/own';
import { looksWords } from './metrics';
import { count, counted, decimal, isOrAre, percent, pValue } from './numbers';

/** `concern`: something to look at. `unknown`: there was nothing to judge by. */
export type AuditVerdict = 'fine' | 'concern' | 'unknown';

/** One part of an audit. */
export interface AuditSection {
  readonly id: 'copies' | 'labels' | 'counts' | 'nonFaces' | 'shifts' | 'test';
  readonly title: string;
  readonly verdict: AuditVerdict;
  readonly sentences: readonly string[];
  readonly table?: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };
}

const verdictOf = (isConcern: boolean): AuditVerdict => (isConcern ? 'concern' : 'fine');

export function auditSections(report: AuditReport): AuditSection[] {
  const sections = [copies(report), labels(report), counts(report), nonFaces(report), shifts(report)];
  return report.test ? [testUse(report.test), ...sections] : sections;
}

const splitWords: Readonly<Record<string, string>> = { train: 'training', validation: 'validation', test: 'test' };
const named = (name: string): string => own(splitWords, name) ?? name;

function copies({ images, copies: found }: AuditReport): AuditSection {
  const { different, groups, conflicting, near, nearFaces, nearConflicting, augmentedAcross, parts, splits } = found;
  const row = ({ of, in: other, exact, near: alike }: CopiesAcross): string[] => [
    named(of),
    named(other),
    count(exact),
    count(alike),
    count(exact + alike),
  ];
  const leaks = splits.some(({ exact, near: alike }) => exact + alike > 0);
  return {
    id: 'copies',
    title: 'Copies',
    verdict: verdictOf(leaks || conflicting > 0 || nearConflicting > 0),
    sentences: [
      groups.length === 0
        ? `All ${counted(images, 'picture')} differ.`
        : `${count(different)} of ${counted(images, 'picture')} differ; ${counted(groups.length, 'group')} of identical ones, ${count(conflicting)} with different FER labels.`,
      near.length === 0
        ? 'No two different pictures are near copies of each other.'
        : `${counted(near.length, 'further pair')} ${near.length === 1 ? 'shows' : 'show'} the same picture with other pixels (near copies), ${counted(nearFaces, 'face')} in all; ${counted(nearConflicting, 'pair')} ${nearConflicting === 1 ? 'has' : 'have'} different FER labels.`,
      ...(augmentedAcross > 0
        ? [
            `In ${counted(augmentedAcross, 'near pair')} one face is in training and the other is evaluated on, flipped, turned, scaled or shifted.`,
          ]
        : []),
      ...(leaks ? ['A network is tested on what it was trained with: the score is too high for new faces.'] : []),
    ],
    table: {
      head: ['faces of', 'with a copy in', 'identical', 'only a near copy', 'together'],
      rows: [...splits, ...parts].map(row),
    },
  };
}

function labels({ labels: found, noLabels }: AuditReport): AuditSection {
  const base = { id: 'labels', title: 'Labels that probably are wrong' } as const;
  if (!found) return { ...base, verdict: 'unknown', sentences: [noLabels ?? 'There are no predictions.'] };
  const { predicted, labelled, from, noise, suspects } = found;
  return {
    ...base,
    verdict: verdictOf(suspects.length > 0),
    sentences: [
      `${count(predicted)} of ${counted(labelled, 'labelled face')} ${isOrAre(predicted)} predicted by networks that were not trained on them (${from}).`,
      `Confident learning estimates that ${percent(noise)} of the labels are wrong, and names ${counted(suspects.length, 'face')}, the worst first. A weak network names hard faces, too: look before you exclude.`,
      ...checked(found),
    ],
    ...(suspects.length > 0 && {
      table: {
        head: ['given', ...found.classNames.map((name) => `truly ${name}`)],
        rows: found.joint.map((row, given) => [found.classNames[given]!, ...row.map(count)]),
      },
    }),
  };
}

function checked({ checked: found }: LabelFindings): string[] {
  if (!found || found.first === 0) return [];
  const { first, wrong, base } = found;
  return [
    `Of the first suspects, ${count(first)} have a FER+ majority: for ${count(wrong)} of these (${percent(wrong / first)}) people chose another label; among all predicted faces it is ${percent(base)}.`,
  ];
}

function counts({ counts: found }: AuditReport): AuditSection {
  const base = { id: 'counts', title: 'Counts against the published ones' } as const;
  if (found.length === 0) {
    return {
      ...base,
      verdict: 'unknown',
      sentences: ['This data is not FER2013: there are no published counts for it.'],
    };
  }
  const differing = found.filter(({ found: here, published }) => here !== published);
  return {
    ...base,
    verdict: verdictOf(differing.length > 0),
    sentences: [
      differing.length === 0
        ? `All ${count(found.length)} counts are those of FER2013${found.some(({ what }) => what.includes('FER+')) ? ' and FER+' : ''} as published.`
        : `${count(differing.length)} of ${count(found.length)} counts differ from those of FER2013 as published.`,
    ],
    ...(differing.length > 0 && {
      table: {
        head: ['', 'here', 'published'],
        rows: differing.map(({ what, found: here, published }) => [what, count(here), count(published)]),
      },
    }),
  };
}

function nonFaces({ nonFaces: found }: AuditReport): AuditSection {
  return {
    id: 'nonFaces',
    title: 'Pictures without a face',
    verdict: verdictOf(found.length > 0),
    sentences: [
      found.length === 0
        ? 'None is known: no picture is nearly even, and no votes call one "not a face".'
        : `${counted(found.length, 'picture')}: nearly even ones, and those that most FER+ votes call "not a face".`,
    ],
  };
}

/** Above this effect two splits differ in practice, not only in statistics (Cohen's small effect). */
const smallEffect = 0.1;

function shifts({ shifts: found }: AuditReport): AuditSection {
  return {
    id: 'shifts',
    title: 'Classes of the splits',
    verdict: verdictOf(found.some(({ adjustedP, effect }) => adjustedP < 0.05 && effect >= smallEffect)),
    sentences: found.map(shiftWords),
  };
}

function shiftWords({ first, second, chiSquared, degrees, p, adjustedP, effect, largest }: ClassShift): string {
  const verdict =
    adjustedP >= 0.05
      ? 'chance alone may explain the difference'
      : effect < smallEffect
        ? 'more than chance, but small'
        : 'the classes differ';
  const test = `χ²(${degrees}) = ${decimal(chiSquared, 1)}, ${pValue(p)}, adjusted ${pValue(adjustedP)}, Cramér’s V ${decimal(effect, 3)}`;
  return `${capital(named(first))} and ${named(second)}: ${verdict} (${test}; most for ${largest.className}, ${percent(largest.first)} and ${percent(largest.second)}).`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function testUse({ runs, selectedOnTest, looks, leaks }: TestUse): AuditSection {
  const leaked = leaks.exact + leaks.near;
  return {
    id: 'test',
    title: 'Use of the test split',
    verdict: verdictOf(selectedOnTest.length > 0 || leaked > 0),
    sentences: [
      ...(selectedOnTest.length === 0
        ? ['No setting chose by the test split: epochs and settings were chosen on validation or training faces.']
        : selectedOnTest),
      looksWords({ runs: looks, faces: runs[0]!.examples }) ??
        'No other finished run of the project was tested on these faces.',
      leaked === 0
        ? 'No test face has a copy in training or validation.'
        : `${counted(leaked, 'test face')} ${leaked === 1 ? 'has' : 'have'} a copy in training or validation: ${count(leaks.exact)} identical, ${count(leaks.near)} near.`,
      ...(leaked === 0
        ? []
        : [
            'Faces with a copy may be easier for other reasons, too: to see what the copies are worth, leave them out of training and train again.',
          ]),
    ],
    table: {
      head: ['run', 'test accuracy', 'on faces with a copy', 'on the others'],
      rows: runs.map(({ name, accuracy, leaked: copied, clean }) => [
        name,
        percent(accuracy),
        copied ? percent(copied.accuracy) : '–',
        percent(clean?.accuracy ?? accuracy),
      ]),
    },
  };
}
