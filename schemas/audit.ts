/** What `ferexp audit` finds out about data or a run: the contract of the command, the editor and its page. */

/** A face of a finding, without its picture. */
export interface AuditedFace {
  /** Its number, as everywhere: from 0, in the order of the source. */
  readonly id: number;
  /** Official part: Training, PublicTest or PrivateTest. */
  readonly part: string;
  readonly split?: 'train' | 'validation' | 'test';
  /** FER label. */
  readonly fer: string;
}

/** What makes the second face of a pair of the first. Absent parts change nothing that can be told. */
export interface CopyChange {
  readonly flipped: boolean;
  /** Degrees, anticlockwise. */
  readonly turn: number;
  /** 1 for the same size. */
  readonly scale: number;
  /** Pixels to the right and down. */
  readonly shift: readonly [number, number];
}

export interface NearPair {
  readonly first: AuditedFace;
  readonly second: AuditedFace;
  /** Of the two pictures once they fit, at most 1. */
  readonly correlation: number;
  readonly change: CopyChange;
}

/** Faces that are the same picture, byte for byte. */
export interface ExactGroup {
  readonly faces: readonly AuditedFace[];
  readonly conflicting: boolean;
}

/** How many faces of one split or part have a copy in others. */
export interface CopiesAcross {
  readonly of: string;
  readonly in: string;
  readonly exact: number;
  /** Faces with a near copy there, and none that is exact. */
  readonly near: number;
}

export interface CopyFindings {
  readonly different: number;
  readonly groups: readonly ExactGroup[];
  readonly conflicting: number;
  /** Near copies, of the first picture of each exact group; most alike first. */
  readonly near: readonly NearPair[];
  /** Faces that are near copies of another; none counted twice. */
  readonly nearFaces: number;
  readonly nearConflicting: number;
  /** Near pairs of which one is the other flipped, turned, shifted or scaled, one in training and one evaluated on. */
  readonly augmentedAcross: number;
  readonly parts: readonly CopiesAcross[];
  readonly splits: readonly CopiesAcross[];
}

/** A face whose label probably is wrong. */
export interface LabelFinding {
  readonly face: AuditedFace;
  /** Class names. */
  readonly given: string;
  readonly likely: string;
  /** Predicted probability of the label that it has. */
  readonly confidence: number;
  /** The FER+ majority, in FER's words where it has one. */
  readonly people?: string;
}

export interface LabelFindings {
  /** Where the probabilities come from. */
  readonly from: string;
  /** Faces with out-of-sample probabilities, of how many with a label. */
  readonly predicted: number;
  readonly labelled: number;
  readonly classNames: readonly string[];
  /** Estimated faces by given (row) and true (column) label. */
  readonly joint: readonly (readonly number[])[];
  /** Estimated share of wrong labels. */
  readonly noise: number;
  /** Least certain of its label first. */
  readonly suspects: readonly LabelFinding[];
  /** Against the FER+ votes: of the first suspects that have a majority, how many people say otherwise; and of all predicted faces. */
  readonly checked?: { readonly first: number; readonly wrong: number; readonly base: number };
}

export interface CountFinding {
  readonly what: string;
  readonly found: number;
  readonly published: number;
}

export interface NonFace {
  readonly face: AuditedFace;
  readonly why: string;
}

/** Whether the classes are spread alike over two splits. */
export interface ClassShift {
  readonly first: string;
  readonly second: string;
  readonly chiSquared: number;
  readonly degrees: number;
  readonly p: number;
  /** With the number of pairs of splits taken into account, by Bonferroni's method. */
  readonly adjustedP: number;
  /** Cramér's V, 0 to 1. */
  readonly effect: number;
  readonly largest: { readonly className: string; readonly first: number; readonly second: number };
}

/** The result of a finished run on its test split, with and without the faces that leak. */
export interface RunFindings {
  readonly id: string;
  /** Such as `flip / base, seed 1`. */
  readonly name: string;
  readonly accuracy: number;
  readonly examples: number;
  /** On test faces with a copy in training or validation; absent if there are none. */
  readonly leaked?: { readonly accuracy: number; readonly examples: number };
  /** On the others, if faces leak. */
  readonly clean?: { readonly accuracy: number; readonly examples: number };
}

/** How finished runs on this data used the test split. */
export interface TestUse {
  /** Newest first. */
  readonly runs: readonly RunFindings[];
  /** In sentences: what the test split chose; empty if nothing. */
  readonly selectedOnTest: readonly string[];
  /** Finished runs of the project on the same test faces. */
  readonly looks: number;
  readonly leaks: { readonly exact: number; readonly near: number };
}

/** What an exclusion file can list; see runner/audit/exclusions.ts. */
export const exclusionKinds = ['leaks', 'conflicting', 'copies', 'nonFaces', 'labels'] as const;
export type ExclusionKind = (typeof exclusionKinds)[number];
export const usualExclusions: readonly ExclusionKind[] = ['leaks', 'conflicting', 'nonFaces'];

export interface AuditReport {
  readonly version: 1;
  readonly source: string;
  readonly experiment: string;
  readonly variant: string;
  readonly images: number;
  readonly fingerprint: string;
  readonly copies: CopyFindings;
  readonly labels?: LabelFindings;
  /** Why there are no findings about labels. */
  readonly noLabels?: string;
  /** Empty unless the data looks like FER2013. */
  readonly counts: readonly CountFinding[];
  readonly nonFaces: readonly NonFace[];
  readonly shifts: readonly ClassShift[];
  /** Absent if no run has finished on this data. */
  readonly test?: TestUse;
  /** Training and validation faces that an exclusion file would list, by kind. */
  readonly excludable: Readonly<Record<ExclusionKind, number>>;
}
