/** Describes the data: its source, what cleaning removed, duplicates and warnings. */
import { labelWords } from '../../words/faceNames';
import type { DataOverview, FaceFilter, FaceTrait } from '../../schemas/faces';
import { count, counted, isOrAre } from '../../words/numbers';

interface Props {
  readonly overview: DataOverview;
  readonly show: (filter: FaceFilter) => void;
}

export function Facts({ overview, show }: Props) {
  const { images, width, height, source, traits, dropped, unique, groups, conflictingGroups, voteNames } = overview;
  const faces = (trait: FaceTrait, words: string) => (
    <button type="button" class="link" onClick={() => show({ trait })}>
      {words}
    </button>
  );
  const removed = dropped.reduce((sum, { training, test }) => sum + training + test, 0);
  return (
    <section class="facts" aria-label="About the data">
      <p>
        {count(images)} {source === 'synthetic' ? 'generated images' : 'images'} of {width}×{height}
        {source !== 'synthetic' && (
          <>
            {' '}
            from <code>{source}</code>
          </>
        )}
        , with {labelWords(overview)}.
      </p>
      {removed > 0 && (
        <table class="dropped">
          <caption>Cleaning removed {faces('dropped', counted(removed, 'face'))}</caption>
          <thead>
            <tr>
              <th scope="col">Reason</th>
              <th scope="col" class="number">
                Training
              </th>
              <th scope="col" class="number">
                Test
              </th>
            </tr>
          </thead>
          <tbody>
            {dropped.map(({ reason, training, test }) => (
              <tr key={reason}>
                <th scope="row">{reason}</th>
                <td class="number">{count(training)}</td>
                <td class="number">{count(test)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <ul>
        {voteNames && traits.disagree > 0 && (
          <li>The FER label is not the FER+ majority of {faces('disagree', counted(traits.disagree, 'face'))}.</li>
        )}
        {!voteNames && source !== 'synthetic' && (
          <li class="muted">
            Set <code>data.labels.votes</code> to <code>fer2013new.csv</code> to see the votes and FER+ labels too.
          </li>
        )}
        {groups === 0 ? (
          <li>No two images are identical.</li>
        ) : (
          <li>
            {count(unique)} images are different; {faces('duplicate', counted(traits.duplicate, 'face'))} are in{' '}
            {count(groups)} groups of identical ones
            {conflictingGroups > 0 && (
              <>
                , {count(conflictingGroups)} of them with different FER labels (
                {faces('conflicting', counted(traits.conflicting, 'face'))})
              </>
            )}
            .
          </li>
        )}
        {traits.leaked > 0 && (
          <li class="caution">
            <vscode-icon name="warning" /> {faces('leaked', counted(traits.leaked, 'test face'))}{' '}
            {isOrAre(traits.leaked)} also in training or validation, which makes the test accuracy too high; results
            also show it without them.
          </li>
        )}
        {traits.excluded > 0 && (
          <li>
            <code>data.exclude</code> leaves out {faces('excluded', counted(traits.excluded, 'face'))}.
          </li>
        )}
        {traits.unused > 0 && (
          <li>
            {faces('unused', counted(traits.unused, 'face'))} with a label {isOrAre(traits.unused)} in no split: the
            experiment uses a part of the data.
          </li>
        )}
      </ul>
    </section>
  );
}
