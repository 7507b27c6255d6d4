/** Runs `ferexp import`. */
import { completed } from './completed';

/** What `ferexp import` is told. What is absent stays unknown. */
export interface ImportChoice {
  /** Absolute paths. */
  readonly file: string;
  readonly experiment: string;
  readonly name: string;
  readonly framework?: string | undefined;
  readonly seed?: string | undefined;
  readonly epochs?: string | undefined;
  readonly trainingData?: string | undefined;
  readonly note?: string | undefined;
  readonly validation?: string | undefined;
  /** `0=angry,1=disgust`. */
  readonly classes?: string | undefined;
  readonly logits?: boolean | undefined;
}

/** The last line of `ferexp import --json`. */
export interface ImportResult {
  readonly run: string;
  readonly directory: string;
  readonly testAccuracy: number;
  readonly notes: readonly string[];
}

function importArguments({ file, logits, trainingData, ...rest }: ImportChoice): string[] {
  const options = { ...rest, 'training-data': trainingData };
  return [
    file,
    // With an equals sign, a value may begin with a dash.
    ...Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${value}`])),
    ...(logits === true ? ['--logits'] : []),
    '--json',
  ];
}

/** @throws UserError with the message of `ferexp` if it fails */
export async function importPredictions(
  script: string,
  choice: ImportChoice,
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<ImportResult> {
  return JSON.parse(await completed(script, 'import', importArguments(choice), { onLine, signal })) as ImportResult;
}
