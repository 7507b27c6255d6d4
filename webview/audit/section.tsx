/** One part of the audit: its verdict, sentences and table, then the faces of its findings. */
import type { ComponentChildren } from 'preact';
import type { AuditSection, AuditVerdict } from '../../words/audit';

const verdicts: Readonly<Record<AuditVerdict, { readonly icon: string; readonly words: string }>> = {
  concern: { icon: 'warning', words: 'look at this' },
  fine: { icon: 'pass', words: 'nothing to do' },
  unknown: { icon: 'question', words: 'not examined' },
};

export function Section({ section, children }: { section: AuditSection; children?: ComponentChildren }) {
  const { id, title, verdict, sentences, table } = section;
  const { icon, words } = verdicts[verdict];
  return (
    <section aria-labelledby={`section-${id}`}>
      <h2 id={`section-${id}`} class={verdict}>
        <vscode-icon name={icon} />
        <span>
          {title}
          <span class="visually-hidden">: {words}</span>
        </span>
      </h2>
      {sentences.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {table && table.rows.length > 0 && (
        <div class="scroll" tabIndex={0} role="region" aria-label={`Table: ${title}`}>
          <table>
            <thead>
              <tr>
                {table.head.map((name, column) => (
                  <th key={name} scope="col" class={column === 0 ? '' : 'number'}>
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {table.rows.map((row) => (
                <tr key={row.join()}>
                  {row.map((cell, column) =>
                    column === 0 ? (
                      <th key={column} scope="row">
                        {cell}
                      </th>
                    ) : (
                      <td key={column} class="number">
                        {cell}
                      </td>
                    ),
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {children}
    </section>
  );
}
