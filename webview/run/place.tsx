/** Shows the run's position in its queue, the runs before and after it, and whether the panel stays with it. */
import type { RunLink, RunPlace, RunPanelRequest } from '../../schemas/messages/run';

interface Props {
  readonly place: RunPlace;
  readonly post: (request: RunPanelRequest) => void;
}

export function Place({ place: { stand, before, after, pinned }, post }: Props) {
  if (stand === undefined && !before && !after) return null;
  return (
    <nav class="place" aria-label="Runs of this experiment">
      <Neighbour run={before} name="Before" post={post} />
      {stand !== undefined && (
        <span class="stand">
          <span>{stand}</span>
          <button
            type="button"
            class="link"
            aria-pressed={pinned}
            title={pinned ? 'When this run ends, show the next one' : 'When this run ends, keep showing it'}
            onClick={() => post({ type: 'pin', pinned: !pinned })}
          >
            <vscode-icon name={pinned ? 'pinned' : 'pin'} /> Pin
          </button>
        </span>
      )}
      <Neighbour run={after} name="After" post={post} />
    </nav>
  );
}

function Neighbour({ run, name, post }: { run: RunLink | undefined; name: string } & Pick<Props, 'post'>) {
  if (!run) return <span />;
  return (
    <span>
      <span class="muted">{name}: </span>
      <button type="button" class="link" onClick={() => post({ type: 'goTo', directory: run.directory })}>
        {run.label}
      </button>
      <span class="muted"> {run.status}</span>
    </span>
  );
}
