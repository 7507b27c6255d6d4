/** The kinds of pictures that `ferexp figure` draws. */
export const runFigures = ['accuracy', 'loss', 'confusion', 'predictions', 'mistakes'] as const;
export const dataFigures = ['classes', 'faces'] as const;
