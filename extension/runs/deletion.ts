/** Writes the question that is asked before runs are deleted. */
import path from 'node:path';
import type { Descendant } from '../../results/descendants';
import { seedWords } from '../../words/imported';
import { counted } from '../../words/numbers';
import type { RunHeader } from '../../schemas/messages/run';

export interface DeletionQuestion {
  /** `the run 20260314-101500-base-1-3f2a`, `3 runs`. */
  readonly what: string;
  readonly detail: string;
}

/** This many descendants are named; a dialog has no room for more. */
const mostNames = 3;

/** The user's marks of a run. */
type Marks = Pick<RunHeader, 'starred' | 'note'>;

/**
 * @param directories of the deleted runs
 * @param descendants of these runs, which are kept
 * @param marked the marks of the deleted runs that have any
 */
export function deletionQuestion(
  directories: readonly string[],
  descendants: readonly Descendant[],
  marked: readonly Marks[] = [],
): DeletionQuestion {
  const one = directories.length === 1;
  const [it, its] = one ? ['it', 'its model'] : ['them', 'their models'];
  const owned = one
    ? 'Its curves, predictions, checkpoints and model'
    : 'Their curves, predictions, checkpoints and models';
  const kept = descendants.filter(({ needs }) => !needs);
  const needing = descendants.filter(({ needs }) => needs);
  const paragraphs = [`${owned} are deleted with ${it}.`];
  const marks = markWords(marked, one);
  if (marks !== undefined) paragraphs.push(marks);
  if (needing.length > 0) {
    const verb = needing.length === 1 ? 'needs' : 'need';
    const words = `${counted(needing.length, 'other run')} ${verb} ${its}, and can no longer start or be resumed afterwards`;
    paragraphs.push(`${words}: ${named(needing)}.`);
  }
  if (kept.length > 0) {
    const [they, their, keep, name] =
      kept.length === 1 ? ['It', 'its', 'keeps', 'names'] : ['They', 'their', 'keep', 'name'];
    const stays = kept.every(({ record }) => record.header.state === 'completed')
      ? `${their} own weights and results`
      : `${their} own weights, checkpoints and results`;
    const lost = `still ${name} what ${they.toLowerCase()} started from, which can no longer be opened afterwards`;
    paragraphs.push(
      `${counted(kept.length, 'other run')} started from ${it}: ${named(kept)}. ${they} ${keep} ${stays} and ${lost}.`,
    );
  }
  if (descendants.some(({ byPath }) => byPath)) {
    paragraphs.push(`An experiment that names ${it} by path must be changed before it can run again.`);
  }
  return {
    what: one ? `the run ${path.basename(directories[0]!)}` : `${directories.length} runs`,
    detail: paragraphs.join('\n\n'),
  };
}

function markWords(marked: readonly Marks[], one: boolean): string | undefined {
  const [first] = marked;
  if (!first) return undefined;
  if (!one) return `${marked.length} of them ${marked.length === 1 ? 'has' : 'have'} a star or a note.`;
  const marks = [first.starred === true ? 'a star' : '', first.note === undefined ? '' : 'a note'].filter(Boolean);
  return `It has ${marks.join(' and ')}.`;
}

function named(descendants: readonly Descendant[]): string {
  const names = descendants
    .slice(0, mostNames)
    .map(({ record: { header } }) => `${header.experiment} / ${header.variant}, ${seedWords(header.seed)}`);
  const more = descendants.length - names.length;
  return [...names, ...(more > 0 ? [`${more} more`] : [])].join('; ');
}
