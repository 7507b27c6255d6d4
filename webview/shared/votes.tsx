/** Shows the ten votes of a face as bars. */
import './votes.css';

interface Props {
  /** Column names of fer2013new.csv. */
  readonly names: readonly string[];
  readonly votes: readonly number[];
}

export function Votes({ names, votes }: Props) {
  const all = votes.reduce((sum, vote) => sum + vote, 0);
  const most = Math.max(1, ...votes);
  return (
    <table class="bars">
      <caption>
        Votes <span class="muted">{all} annotators</span>
      </caption>
      <tbody>
        {names.map((name, index) => (
          <tr key={name} class={votes[index] === 0 ? 'muted' : ''}>
            <th scope="row">{name === 'NF' ? 'not a face' : name}</th>
            <td>
              <span class="bar" style={{ '--share': votes[index]! / most }} />
              <span class="number">{votes[index]}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
