/** A picture of the user with its answer, which follows the square. */
import { type JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { DemoFacts } from '../schemas/demo';
import { Answer, Face } from './answer';
import { Crop } from './crop';
import { faceOf, type Square } from './face';
import type { Predict } from './network';

export interface Picture {
  readonly id: number;
  readonly name: string;
  readonly bitmap: ImageBitmap;
  /** The faces that the browser found; otherwise one square in the middle. */
  readonly squares: readonly Square[];
}

interface PictureCardProps {
  readonly picture: Picture;
  readonly facts: DemoFacts;
  readonly predict: Predict;
  readonly onRemove: () => void;
}

export function PictureCard({ picture, facts, predict, onRemove }: PictureCardProps): JSX.Element {
  const { name, bitmap, squares } = picture;
  const [square, setSquare] = useState(squares[0]!);
  const { size, equalization, classNames } = facts;
  const face = useMemo(() => faceOf(bitmap, square, size, equalization), [bitmap, square]);
  const [probabilities, setProbabilities] = useState<readonly number[]>();
  useEffect(() => {
    let isCurrent = true;
    void predict(face).then((answer) => isCurrent && setProbabilities(answer));
    return () => void (isCurrent = false);
  }, [face]);
  return (
    <article>
      <header>
        <h2>{name}</h2>
        <button type="button" onClick={onRemove} aria-label={`Remove ${name}`}>
          Remove
        </button>
      </header>
      {squares.length > 1 && (
        <p class="faces">
          {squares.map((each, at) => (
            <button key={at} type="button" aria-pressed={each === square} onClick={() => setSquare(each)}>
              Face {at + 1}
            </button>
          ))}
        </p>
      )}
      <div class="columns">
        <Crop picture={bitmap} name={name} square={square} onChange={setSquare} />
        <Face face={face} size={size} />
        {probabilities && <Answer classNames={classNames} probabilities={probabilities} />}
      </div>
    </article>
  );
}
