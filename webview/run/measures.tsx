/** Shows whether a network is as often right as it is sure, and how it agrees with the people of FER+. */
import { unbrokenPercent } from '../../words/numbers';
import { useMemo } from 'preact/hooks';
import { reliabilityChart, reliabilityFigure, reliabilityTitle } from '../../figures/reliability';
import { votesChart, votesFigure, votesTitle } from '../../figures/votes';
import type { Calibration } from '../../schemas/calibration';
import type { RunMeasures } from '../../schemas/messages/run';
import type { VotesView } from '../../schemas/votes';
import { calibrationWords } from '../../words/calibration';
import { votesWords } from '../../words/votes';
import { Shares } from './shares';

export function Measures({ measures: { calibration, votes } }: { measures: RunMeasures }) {
  return (
    <>
      <section aria-label="Calibration">
        <div class="section-head">
          <h2>Calibration</h2>
          <span class="muted">of the test faces</span>
        </div>
        {typeof calibration === 'string' ? <p class="sentence">{calibration}</p> : <Reliability {...calibration} />}
      </section>
      {votes && <People {...votes} />}
    </>
  );
}

function Reliability(calibration: Calibration) {
  const chart = useMemo(() => reliabilityChart(calibration), [calibration.bins]);
  return (
    <div class="measured">
      <Shares
        title={reliabilityTitle(calibration)}
        chart={chart}
        draw={(subject) => reliabilityFigure(calibration, subject)}
      />
      <Sentences words={calibrationWords(calibration)} />
    </div>
  );
}

function People(votes: VotesView) {
  const chart = useMemo(() => votesChart(votes), [votes.agreed]);
  return (
    <section aria-label="Agreement with people">
      <div class="section-head">
        <h2>Agreement with people of FER+</h2>
        <span class="muted">of the test faces</span>
      </div>
      <div class="measured">
        <Shares title={votesTitle(votes)} chart={chart} draw={(subject) => votesFigure(votes, subject)} />
        <Sentences words={votesWords(votes)} />
      </div>
    </section>
  );
}

function Sentences({ words }: { words: readonly string[] }) {
  return (
    <div class="sentences">
      {words.map((sentence) => (
        <p key={sentence} class="sentence">
          {unbrokenPercent(sentence)}
        </p>
      ))}
    </div>
  );
}
