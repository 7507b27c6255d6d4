/** Shows a problem, what to do about it, and a button that does it. */
import type { PanelProblem } from '../../schemas/faces';

type Action = NonNullable<PanelProblem['action']>;

const actionWords: Readonly<Record<Action, string>> = {
  trust: 'Manage Workspace Trust',
  allowData: 'Read the Data…',
  openFile: 'Open the File',
};

interface Props {
  readonly problem: PanelProblem;
  readonly onAct: (action: Action) => void;
}

export function Problem({ problem: { message, remedy, action }, onAct }: Props) {
  return (
    <div class="notice warning" role="alert">
      <vscode-icon name="warning" />
      <div>
        <p>{message}</p>
        {remedy && <p>{remedy}</p>}
        {action && (
          <vscode-button secondary onClick={() => onAct(action)}>
            {actionWords[action]}
          </vscode-button>
        )}
      </div>
    </div>
  );
}
