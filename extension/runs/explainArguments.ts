import type { ExplainChoice } from '../../schemas/explanations';

/** The arguments of `ferexp explain` for the choice on a page. @param directory of the run, absolute */
export function explainArguments(
  directory: string,
  { split, faces, methods, target, baseline }: ExplainChoice,
): string[] {
  const which =
    faces.by === 'examples'
      ? ['--examples', faces.examples.join(',')]
      : [`--${faces.by}`, String(faces.count), ...(faces.of === undefined ? [] : ['--of', faces.of])];
  const how = ['--split', split, '--class', target, '--baseline', baseline, '--json'];
  return ['explain', directory, ...which, '--method', ...methods, ...how];
}
