/** Provides pandas with a reader of Parquet and SciPy, about 400 MB: the snippets of docs/notebooks.md run on it. */
import { PythonEnvironment } from './python';

const environment = new PythonEnvironment('notebooks-pandas-2.3.3', [
  'pandas==2.3.3',
  'pyarrow==21.0.0',
  'scipy==1.16.2',
]);

/** The interpreter, if the environment already exists. */
export const notebooksPython = (): string | undefined => environment.interpreter;

/** Creates the environment once. @returns the interpreter */
export const provisionNotebooks = (): Promise<string> => environment.provision();
