import type { ExplainChoice, FaceChoice } from '../../schemas/explanations';

/** The arguments of `ferexp explain` for the choice on a page. @param directory of the run, absolute */
export function explainArguments(
  directory: string,
  { split, faces, methods, target, baseline }: ExplainChoice,
): string[] {
  const how = ['--class', target, '--baseline', baseline, '--json'];
  return ['explain', directory, ...facesWanted(faces, split), '--method', ...methods, ...how];
}

function facesWanted(faces: FaceChoice, split: string): string[] {
  switch (faces.by) {
    case 'pictures':
      return ['--pictures', ...faces.files];
    case 'examples':
      return ['--examples', faces.examples.join(','), '--split', split];
    case 'mistakes':
    case 'random':
      return [
        ...[`--${faces.by}`, String(faces.count)],
        ...(faces.of === undefined ? [] : ['--of', faces.of]),
        ...['--split', split],
      ];
  }
}
