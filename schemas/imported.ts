/** What is known of a network that was trained elsewhere: the section `imported` of experiment.json. What nobody said is absent. */
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
}
