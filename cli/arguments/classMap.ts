/** The value of the option `--classes`. */
import { InvalidArgumentError } from 'commander';
import type { DataConfig } from '../../schemas/generated/experiment';
import { ferClasses } from '../../runner/data/labels/classes';

export type DataClasses = NonNullable<DataConfig['classes']>;

/** Parses `1=surprise,2=fear`: the emotion that each class folder shows. */
export function classMap(text: string): DataClasses {
  const emotions = [...ferClasses, 'leaveOut'] as const;
  return Object.fromEntries(
    text.split(',').map((pair) => {
      const at = pair.lastIndexOf('=');
      const folder = pair.slice(0, Math.max(0, at)).trim();
      const emotion = emotions.find((name) => name === pair.slice(at + 1).trim());
      if (folder === '' || emotion === undefined) {
        throw new InvalidArgumentError(
          `"${pair}" is not folder=emotion: expected for example 1=surprise, with one of ${emotions.join(', ')}.`,
        );
      }
      return [folder, emotion];
    }),
  );
}
