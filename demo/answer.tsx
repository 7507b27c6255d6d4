/** What the network reads and what it answers. */
import { type JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { percent } from '../words/numbers';

export function Face({ face, size }: { readonly face: Uint8Array; readonly size: number }): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const image = new ImageData(size, size);
    for (const [pixel, grey] of face.entries()) image.data.set([grey, grey, grey, 255], 4 * pixel);
    canvas.current!.getContext('2d')?.putImageData(image, 0, 0);
  }, [face, size]);
  return (
    <figure>
      <canvas ref={canvas} width={size} height={size} role="img" aria-label="The face as the network reads it" />
      <figcaption>What the network reads</figcaption>
    </figure>
  );
}

interface AnswerProps {
  readonly classNames: readonly string[];
  readonly probabilities: readonly number[];
}

export function Answer({ classNames, probabilities }: AnswerProps): JSX.Element {
  const best = probabilities.indexOf(Math.max(...probabilities));
  return (
    <table>
      <caption>
        The network answers <strong>{classNames[best]}</strong>
      </caption>
      <thead>
        <tr>
          <th scope="col">class</th>
          <th scope="col">probability</th>
        </tr>
      </thead>
      <tbody>
        {classNames.map((name, at) => {
          const value = probabilities[at]!;
          return (
            <tr key={name} class={at === best ? 'best' : ''}>
              <th scope="row">{name}</th>
              <td>
                <span class="bar" style={{ width: `${100 * value}%` }} />
                <data class="value" value={value}>
                  {percent(value)}
                </data>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
