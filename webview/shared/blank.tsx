/** A page with nothing to show: the heading says why, and the text below what to do. */
import type { ComponentChildren } from 'preact';

export function Blank({ title, children }: { readonly title: string; readonly children?: ComponentChildren }) {
  return (
    <main class="empty muted">
      <h1>{title}</h1>
      {children}
    </main>
  );
}
