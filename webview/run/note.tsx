/** The user's star and note of the run. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { longestNote } from '../../schemas/userNote';
import { count } from '../../words/numbers';
import { printableLines } from '../../words/printable';
import type { RunHeader, RunPanelRequest } from '../../schemas/messages/run';

interface Props {
  readonly header: RunHeader;
  /** The note that is being written; undefined unless one is. */
  readonly draft: string | undefined;
  readonly onDraft: (draft: string | undefined) => void;
  readonly post: (request: RunPanelRequest) => void;
}

export function Note({ header, draft, onDraft, post }: Props) {
  const { starred = false, note, noteProblem } = header;
  const button = useRef<HTMLButtonElement>(null);
  const begin = (): void => {
    if (draft !== undefined) return;
    onDraft(note ?? '');
    post({ type: 'writing', writing: true });
  };
  const end = (): void => {
    onDraft(undefined);
    post({ type: 'writing', writing: false });
    button.current?.focus();
  };
  return (
    <section class="note" aria-label="Star and note">
      <div class="marks">
        <button
          type="button"
          class="link"
          aria-pressed={starred}
          title={starred ? 'Take the star away' : 'Give this run a star'}
          onClick={() => post({ type: starred ? 'unstar' : 'star' })}
        >
          <vscode-icon name={starred ? 'star-full' : 'star-empty'} /> Star
        </button>
        {noteProblem === undefined && (
          <button ref={button} type="button" class="link" aria-expanded={draft !== undefined} onClick={begin}>
            <vscode-icon name="edit" /> {note === undefined ? 'Add Note' : 'Edit Note'}
          </button>
        )}
      </div>
      {noteProblem !== undefined && <p class="notice warning">{noteProblem}</p>}
      {draft === undefined ? (
        note !== undefined && <Text key={header.directory} note={note} />
      ) : (
        <Editor draft={draft} stored={note ?? ''} onDraft={onDraft} onEnd={end} post={post} />
      )}
    </section>
  );
}

/** Of a longer note, its beginning is shown first. */
const [mostLines, mostCharacters] = [8, 600];

const isLong = (note: string): boolean => note.length > mostCharacters || note.split('\n').length > mostLines;

/** The note as it was written: text, and nothing but text. */
function Text({ note }: { readonly note: string }) {
  const [all, setAll] = useState(false);
  const long = isLong(note);
  return (
    <>
      <p id="note-text" class={`text ${long && !all ? 'folded' : ''}`}>
        {printableLines(note)}
      </p>
      {long && (
        <button type="button" class="link" aria-expanded={all} aria-controls="note-text" onClick={() => setAll(!all)}>
          {all ? 'Show less' : 'Show all'}
        </button>
      )}
    </>
  );
}

interface EditorProps {
  readonly draft: string;
  /** The note as it is stored; empty without one. */
  readonly stored: string;
  readonly onDraft: (draft: string) => void;
  readonly onEnd: () => void;
  readonly post: Props['post'];
}

/** It closes once the note is stored, so that nothing is lost where it cannot be written. */
function Editor({ draft, stored, onDraft, onEnd, post }: EditorProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  const [saved, setSaved] = useState<string>();
  useEffect(() => area.current?.focus(), []);
  useEffect(() => {
    if (saved !== undefined && saved === stored) onEnd();
  }, [saved, stored]);
  const text = draft.trim();
  const excess = text.length - longestNote;
  const save = (): void => {
    if (excess > 0) return;
    setSaved(text);
    if (text !== stored) post({ type: 'note', text });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const isSave = event.key === 'Enter' && (event.ctrlKey || event.metaKey);
    if (!isSave && event.key !== 'Escape') return;
    event.preventDefault();
    if (isSave) save();
    else onEnd();
  };
  return (
    <>
      <textarea
        ref={area}
        aria-label="Note"
        aria-invalid={excess > 0}
        aria-describedby="note-length"
        rows={5}
        value={draft}
        onInput={({ currentTarget }) => {
          setSaved(undefined);
          onDraft(currentTarget.value);
        }}
        onKeyDown={onKeyDown}
      />
      {/* Also while it is empty, so that a screen reader says what comes into it. */}
      <p id="note-length" class={excess > 0 ? 'notice warning' : ''} role="status">
        {excess > 0 &&
          `A note has at most ${count(longestNote)} characters: this one has ${count(excess)} too many. Shorten it to save it; nothing is cut.`}
      </p>
      <div class="marks">
        <vscode-button title="Ctrl+Enter" disabled={excess > 0} onClick={save}>
          Save
        </vscode-button>
        <vscode-button secondary title="Escape" onClick={onEnd}>
          Cancel
        </vscode-button>
      </div>
    </>
  );
}
