/** A page that has nothing to show, yet or any more: says so in its heading, and what to do below. */
import type { ComponentChildren } from 'preact';

export function Blank({ title, children }: { readonly title: string; readonly children?: ComponentChildren }) {
  return (
    <main class="empty muted">
      <h1>{title}</h1>
      {children}
    </main>
  );
}
