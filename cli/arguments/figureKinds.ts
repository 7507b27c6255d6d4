/** The kinds of pictures that `ferexp figure` draws. */
export const runFigures = [
  'accuracy',
  'loss',
  'confusion',
  'predictions',
  'mistakes',
  'reliability',
  'people',
] as const;
export const dataFigures = ['classes', 'faces'] as const;
export const comparisonFigures = ['forest', 'sets'] as const;
