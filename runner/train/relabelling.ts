/** The labels that training corrected: which faces have another label than the data gives them, and since when. */
import type { Checkpoint } from './checkpoint';
import type { StoredTensor } from '../engine/contract';

export interface Relabelled {
  /** Its number in the dataset. */
  readonly example: number;
  /** Of the new label. */
  readonly class: number;
  /** In which it got that, from 1. */
  readonly epoch: number;
}

export class Relabelling {
  private readonly labels = new Map<number, Omit<Relabelled, 'example'>>();

  /**
   * @param from the first epoch, from 1, in which labels are corrected
   * @param given the class of the label that the data gives a face
   */
  constructor(
    private readonly from: number,
    readonly given: (example: number) => number,
  ) {}

  /** The class of the new label; undefined where the data's own is in force. */
  labelOf(example: number): number | undefined {
    return this.labels.get(example)?.class;
  }

  /**
   * Takes in what a step proposes. The labels are in force from the next time on that the faces are seen.
   * @param labels one a face, −1 where it stays
   */
  take(epoch: number, examples: Uint32Array, labels: Int8Array): void {
    if (epoch < this.from) return;
    labels.forEach((label, row) => {
      const example = examples[row]!;
      if (label < 0) return;
      if (label === this.given(example)) this.labels.delete(example);
      else this.labels.set(example, { class: label, epoch });
    });
  }

  /** By number of the face. */
  faces(): Relabelled[] {
    return [...this.labels].map(([example, label]) => ({ example, ...label })).sort((a, b) => a.example - b.example);
  }

  /** For checkpoints. */
  tensors(): readonly StoredTensor[] {
    const faces = this.faces();
    const values = Int32Array.from(faces.flatMap((face) => [face.example, face.class, face.epoch]));
    return [{ name: 'labels', shape: [faces.length, 3], values }];
  }

  restore({ relabelled }: Pick<Checkpoint, 'relabelled'>): void {
    this.labels.clear();
    const { values } = relabelled![0]!;
    for (let at = 0; at < values.length; at += 3) {
      this.labels.set(values[at]!, { class: values[at + 1]!, epoch: values[at + 2]! });
    }
  }
}
