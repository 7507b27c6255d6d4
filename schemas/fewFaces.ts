/** Fewer faces say little: what is of them is grey, and said to be. */
export const fewFaces = 30;

/** Fewer persons say too little of how much persons differ. */
export const fewPersons = 10;
