/** Fewer faces say little: what is of them is grey, and said to be. */
export const fewFaces = 30;
