/** Lists what a run descends from, the nearest origin first. */
import type { RunHeader, RunPanelRequest } from '../../schemas/messages/run';

interface Props {
  readonly header: RunHeader;
  readonly post: (request: RunPanelRequest) => void;
}

export function Ancestry({ header: { ancestry = [] }, post }: Props) {
  if (ancestry.length === 0) return null;
  return (
    <nav class="ancestry" aria-label="What this run descends from">
      <span class="muted">Descends from</span>
      <ol>
        {ancestry.map(({ directory, label, status }) => (
          <li key={directory ?? label}>
            {directory === undefined ? (
              <span>{label}</span>
            ) : (
              <a
                href="#"
                title={`Open ${directory}`}
                onClick={(event) => {
                  event.preventDefault();
                  post({ type: 'openAncestor', directory });
                }}
              >
                {label}
              </a>
            )}
            {status !== undefined && <span class="muted"> {status}</span>}
          </li>
        ))}
      </ol>
    </nav>
  );
}
