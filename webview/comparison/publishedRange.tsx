/** Says what publications state for the labels of the comparison, below the table: no figure that a row has to reach. */
import { claimedAccuracy, networkWords, type PublishedRange as Range, reproductionWords } from '../../words/claims';

export function PublishedRange({ ranges }: { readonly ranges: readonly Range[] }) {
  return (
    <section class="published-range" aria-label="Published range">
      {ranges.map(({ sentence, claims }) => (
        <details key={sentence}>
          <summary>{sentence}</summary>
          <ul>
            {claims.map((claim) => (
              <li key={claim.id}>
                {claim.method}: {claimedAccuracy(claim)}, {networkWords(claim)},{' '}
                <a href={claim.source.address}>{claim.source.citation}</a>
                {claim.reproduced?.map((each) => (
                  <span key={each.accuracy}>
                    ; others: <a href={each.address}>{reproductionWords(each)}</a>
                  </span>
                ))}
              </li>
            ))}
          </ul>
        </details>
      ))}
    </section>
  );
}
