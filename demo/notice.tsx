/** Limits and law: Markdown of headings, paragraphs and lists. */
import { type JSX } from 'preact';

export function Notice({ text }: { readonly text: string }): JSX.Element {
  const blocks = text.split(/\n{2,}/);
  return (
    <section class="notice">
      {blocks.map((block) => {
        if (block.startsWith('## ')) return <h2 key={block}>{block.slice(3)}</h2>;
        if (!block.startsWith('- ')) return <p key={block}>{block.replaceAll('\n', ' ')}</p>;
        const items = block.slice(2).split('\n- ');
        return (
          <ul key={block}>
            {items.map((item) => (
              <li key={item}>{item.replaceAll('\n', ' ')}</li>
            ))}
          </ul>
        );
      })}
    </section>
  );
}
