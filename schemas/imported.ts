/** A run whose answers are those of an ensemble, as it was when the ensemble was made. */
export interface EnsembleMember {
  readonly run: string;
  readonly experiment: string;
  readonly variant: string;
  readonly seed?: number;
  /** Its network was trained elsewhere. */
  readonly imported?: boolean;
}

/** Several runs that answer together: nothing was trained for it. */
export interface Ensemble {
  /** `mean` of the probabilities, or the class with most votes, where the mean decides ties. */
  readonly combine: 'mean' | 'vote';
  readonly members: readonly EnsembleMember[];
}

/** What is known of answers that were not computed here by one network: the section `imported` of experiment.json. What nobody said is absent. */
export interface Imported {
  /** Name of the file with its answers for the test faces, without its folder. */
  readonly file: string;
  /** SHA-256 of that file, hex: two files with the same are answers of one network. */
  readonly sha256: string;
  /** ISO 8601, UTC. */
  readonly importedAt: string;
  /** What the file holds. Classes alone have no loss. */
  readonly answers: 'probabilities' | 'logits' | 'classes';
  /** Name of the file with its answers for the validation faces. */
  readonly validationFile?: string;
  /** For example `PyTorch`. */
  readonly framework?: string;
  readonly epochs?: number;
  /** What it was trained on, in words. */
  readonly trainingData?: string;
  readonly note?: string;
  /** Where the answers are those of several runs here; `file` then says so in words, and `sha256` is of the answers. */
  readonly ensemble?: Ensemble;
}
