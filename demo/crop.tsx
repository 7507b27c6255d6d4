/** The picture with the square that the network reads: moved and resized by mouse, finger or keys. */
import { type JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { own } from '../schemas/own';
import { fewestPixels, type Square, squareWithin } from './face';

/** Of the side, for one press of a key. */
const step = 0.05;

interface CropProps {
  readonly picture: ImageBitmap;
  readonly name: string;
  readonly square: Square;
  readonly onChange: (square: Square) => void;
}

export function Crop({ picture, name, square, onChange }: CropProps): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  /** Where the square was grabbed, in pixels of the picture from its corner. */
  const grabbed = useRef<readonly [number, number]>();
  const { width, height } = picture;
  useEffect(() => canvas.current!.getContext('2d')?.drawImage(picture, 0, 0), [picture]);

  const change = (next: Partial<Square>): void => onChange(squareWithin({ ...square, ...next }, picture));
  /** Grows around its middle. */
  const resize = (side: number): void => {
    const grown = (side - square.side) / 2;
    change({ left: square.left - grown, top: square.top - grown, side });
  };
  const place = ({ clientX, clientY }: PointerEvent): readonly [number, number] => {
    const box = canvas.current!.getBoundingClientRect();
    return [((clientX - box.left) / box.width) * width, ((clientY - box.top) / box.height) * height];
  };
  const onPointerDown = (event: JSX.TargetedPointerEvent<HTMLDivElement>): void => {
    const [x, y] = place(event);
    grabbed.current = [x - square.left, y - square.top];
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: JSX.TargetedPointerEvent<HTMLDivElement>): void => {
    if (!grabbed.current) return;
    const [x, y] = place(event);
    change({ left: x - grabbed.current[0], top: y - grabbed.current[1] });
  };
  const onKeyDown = (event: JSX.TargetedKeyboardEvent<HTMLDivElement>): void => {
    const by = Math.max(1, Math.round(step * square.side));
    const moves: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => change({ left: square.left - by }),
      ArrowRight: () => change({ left: square.left + by }),
      ArrowUp: () => change({ top: square.top - by }),
      ArrowDown: () => change({ top: square.top + by }),
      '+': () => resize(square.side + 2 * by),
      '-': () => resize(square.side - 2 * by),
    };
    const move = own(moves, event.key);
    if (!move) return;
    event.preventDefault();
    move();
  };
  const percent = (part: number, whole: number): string => `${(100 * part) / whole}%`;
  const largest = Math.min(width, height);
  return (
    <div class="crop">
      <div class="picture" style={{ aspectRatio: `${width} / ${height}` }}>
        <canvas ref={canvas} width={width} height={height} role="img" aria-label={name} />
        <div
          class="square"
          role="group"
          tabIndex={0}
          aria-label={`Square of the face in ${name}: arrow keys move it, plus and minus resize it`}
          style={{
            left: percent(square.left, width),
            top: percent(square.top, height),
            width: percent(square.side, width),
            height: percent(square.side, height),
          }}
          onPointerDown={onPointerDown}
          onPointerMove={onPointerMove}
          onPointerUp={() => (grabbed.current = undefined)}
          onKeyDown={onKeyDown}
        />
      </div>
      <p class="muted">Fit the square to one face: the network has an answer for anything.</p>
      {largest > fewestPixels && (
        <label>
          Size of the square
          <input
            type="range"
            min={fewestPixels}
            max={largest}
            value={square.side}
            onInput={({ currentTarget }) => resize(Number(currentTarget.value))}
          />
        </label>
      )}
    </div>
  );
}
