/** The values of the options `--classes`. */
import { InvalidArgumentError } from 'commander';
import type { DataConfig } from '../../schemas/generated/experiment';
import { allFerPlusClasses, ferClasses } from '../../runner/data/labels/classes';

export type DataClasses = NonNullable<DataConfig['classes']>;

/** Parses `1=surprise,2=fear`: the emotion that each class folder shows. */
export function classMap(text: string): DataClasses {
  return mapOf(text, 'folder', [...ferClasses, 'leaveOut'] as const);
}

const bothSchemes = [...new Set<string>([...ferClasses, ...allFerPlusClasses])];

/** Parses `0=surprise,1=fear`: the class that each number or column of a file of predictions stands for. */
export function columnMap(text: string): Readonly<Record<string, string>> {
  return mapOf(text, 'number', bothSchemes);
}

function mapOf<Name extends string>(text: string, what: string, emotions: readonly Name[]): Record<string, Name> {
  return Object.fromEntries(
    text.split(',').map((pair) => {
      const at = pair.lastIndexOf('=');
      const key = pair.slice(0, Math.max(0, at)).trim();
      const emotion = emotions.find((name) => name === pair.slice(at + 1).trim());
      if (key === '' || emotion === undefined) {
        throw new InvalidArgumentError(
          `"${pair}" is not ${what}=emotion: expected for example 1=surprise, with one of ${emotions.join(', ')}.`,
        );
      }
      return [key, emotion];
    }),
  );
}
