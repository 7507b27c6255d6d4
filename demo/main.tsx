/** The demo page: pictures of the user, and what one network answers for the faces in them. Nothing leaves the page. */
import { type JSX, render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { DemoFacts } from '../schemas/demo';
import { unbrokenPercent } from '../words/numbers';
import { detectFaces } from './detector';
import { fewestPixels, isTransparent, middleSquare, squareWithin } from './face';
import { loadNetwork, type Predict } from './network';
import { Notice } from './notice';
import { readFacts, readNotices } from './parts';
import { type Picture, PictureCard } from './pictureCard';
import './demo.css';

let pictures = 0;

/** @throws Error in words, for a file that is no picture */
async function readPicture(file: File): Promise<Picture> {
  const bitmap = await createImageBitmap(file).catch(() => {
    throw new Error(`${file.name} is no picture that this browser can read: give a JPEG, PNG, WebP or BMP.`);
  });
  const { width, height } = bitmap;
  if (Math.min(width, height) < fewestPixels) {
    throw new Error(`${file.name} has ${width} × ${height} pixels: a face needs ${fewestPixels} on each side.`);
  }
  if (isTransparent(bitmap)) {
    throw new Error(`${file.name} is partly transparent: give a picture without transparent parts.`);
  }
  const found = (await detectFaces(bitmap)).map((square) => squareWithin(square, bitmap));
  return { id: pictures++, name: file.name, bitmap, squares: found.length > 0 ? found : [middleSquare(bitmap)] };
}

function Demo({ facts, predict }: { readonly facts: DemoFacts; readonly predict: Predict }): JSX.Element {
  const [shown, setShown] = useState<readonly Picture[]>([]);
  const [problems, setProblems] = useState<readonly string[]>([]);
  const [isOver, setIsOver] = useState(false);
  const add = async (files: Iterable<File>): Promise<void> => {
    setProblems([]);
    for (const file of files) {
      try {
        const picture = await readPicture(file);
        setShown((before) => [picture, ...before]);
      } catch (error) {
        setProblems((before) => [...before, (error as Error).message]);
      }
    }
  };
  useEffect(() => {
    const onDrop = (event: DragEvent): void => {
      setIsOver(false);
      void add(event.dataTransfer?.files ?? []);
    };
    const onPaste = ({ clipboardData }: ClipboardEvent): void => void add(clipboardData?.files ?? []);
    document.addEventListener('drop', onDrop);
    document.addEventListener('paste', onPaste);
    return () => {
      document.removeEventListener('drop', onDrop);
      document.removeEventListener('paste', onPaste);
    };
  }, []);
  return (
    <>
      <label
        class={isOver ? 'drop over' : 'drop'}
        onDragEnter={() => setIsOver(true)}
        onDragLeave={() => setIsOver(false)}
      >
        <strong>Choose pictures of faces</strong>, drop them here, or paste one
        <input
          type="file"
          accept="image/*"
          multiple
          onChange={({ currentTarget }) => {
            void add([...(currentTarget.files ?? [])]);
            currentTarget.value = '';
          }}
        />
        <span class="muted">They stay in this page: it sends nothing anywhere.</span>
      </label>
      <div role="status" class="problems">
        {problems.map((problem) => (
          <p key={problem}>{problem}</p>
        ))}
      </div>
      {shown.map((picture) => (
        <PictureCard
          key={picture.id}
          {...{ picture, facts, predict }}
          onRemove={() => setShown((before) => before.filter((each) => each !== picture))}
        />
      ))}
    </>
  );
}

function Page({ facts }: { readonly facts: DemoFacts }): JSX.Element {
  const [predict, setPredict] = useState<{ readonly run: Predict }>();
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    loadNetwork(facts).then(
      (run) => setPredict({ run }),
      (error: unknown) => setProblem(error instanceof Error ? error.message : String(error)),
    );
  }, []);
  return (
    <main>
      <h1>{facts.title}</h1>
      <p>
        A network that was trained to tell {facts.classNames.length} expressions of faces apart.
        {facts.tested === undefined ? '' : ` ${unbrokenPercent(facts.tested)}`} Your pictures are other pictures: it may
        do worse.
      </p>
      {facts.warnings.map((warning) => (
        <p key={warning} class="warning">
          {unbrokenPercent(warning)}
        </p>
      ))}
      {problem !== undefined ? (
        <p role="alert" class="problems">
          The network cannot run: {problem}. Open the page in a current Chrome, Edge, Firefox or Safari.
        </p>
      ) : predict ? (
        <Demo facts={facts} predict={predict.run} />
      ) : (
        <p role="status">Loading the network…</p>
      )}
      <Notice text={facts.notice} />
      <footer class="muted">
        <p>
          Run {facts.run}, made with FER Experiments {facts.version}.
        </p>
        <details>
          <summary>Software in this page</summary>
          <pre>{readNotices()}</pre>
        </details>
      </footer>
    </main>
  );
}

// A picture that is dropped would otherwise take the place of the page.
for (const event of ['dragover', 'drop']) document.addEventListener(event, (drag) => drag.preventDefault());

render(<Page facts={readFacts()} />, document.getElementById('root')!);
