/** A box that scrolls content wider than the page sideways, and shows at its edges that there is more. */
import type { ComponentChildren, RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import './scroll.css';

interface Props {
  /** Name of the content, for screen readers. */
  readonly label: string;
  readonly children: ComponentChildren;
  /** Receives the scrolling element, for callers that scroll it too. */
  readonly scroller?: RefObject<HTMLDivElement>;
  readonly onPointerEnter?: () => void;
  readonly onPointerLeave?: () => void;
}

export function Scroll({ label, children, scroller: passed, ...handlers }: Props) {
  const own = useRef<HTMLDivElement>(null);
  const scroller = passed ?? own;
  const [more, setMore] = useState('');
  useLayoutEffect(() => {
    const element = scroller.current!;
    const update = (): void => {
      const hidden = element.scrollWidth - element.clientWidth;
      // Differences up to a pixel are rounding.
      const [before, after] = [element.scrollLeft > 1, element.scrollLeft < hidden - 1];
      setMore(`${before ? 'more-before' : ''} ${after ? 'more-after' : ''}`);
    };
    update();
    const observer = new ResizeObserver(update);
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    element.addEventListener('scroll', update, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', update);
    };
  }, []);
  return (
    <div class={`scroll-box ${more}`}>
      <div class="scroll" ref={scroller} tabIndex={0} role="region" aria-label={label} {...handlers}>
        {children}
      </div>
    </div>
  );
}
