/** The user's star and note of the run. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { longestNote } from '../../schemas/userNote';
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
        note !== undefined && <p class="text">{note}</p>
      ) : (
        <Editor draft={draft} stored={note ?? ''} onDraft={onDraft} onEnd={end} post={post} />
      )}
    </section>
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
  const save = (): void => {
    const text = draft.trim();
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
        rows={5}
        maxLength={longestNote}
        value={draft}
        onInput={({ currentTarget }) => {
          setSaved(undefined);
          onDraft(currentTarget.value);
        }}
        onKeyDown={onKeyDown}
      />
      <div class="marks">
        <vscode-button title="Ctrl+Enter" onClick={save}>
          Save
        </vscode-button>
        <vscode-button secondary title="Escape" onClick={onEnd}>
          Cancel
        </vscode-button>
      </div>
    </>
  );
}
