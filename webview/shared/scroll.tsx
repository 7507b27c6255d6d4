/** What may be wider than the page scrolls sideways in a box of its own, which shows at its edges that there is more. */
import type { ComponentChildren, RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import './scroll.css';

interface Props {
  /** For screen readers: what is in it. */
  readonly label: string;
  readonly children: ComponentChildren;
  /** Of the element that scrolls, for those who scroll it too. */
  readonly scroller?: RefObject<HTMLDivElement>;
  readonly onPointerEnter?: () => void;
  readonly onPointerLeave?: () => void;
}

export function Scroll({ label, children, scroller: given, ...handlers }: Props) {
  const own = useRef<HTMLDivElement>(null);
  const scroller = given ?? own;
  const [more, setMore] = useState('');
  useLayoutEffect(() => {
    const element = scroller.current!;
    const look = (): void => {
      const hidden = element.scrollWidth - element.clientWidth;
      // Half a pixel is rounding.
      const [before, after] = [element.scrollLeft > 1, element.scrollLeft < hidden - 1];
      setMore(`${before ? 'more-before' : ''} ${after ? 'more-after' : ''}`);
    };
    look();
    const observer = new ResizeObserver(look);
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', look);
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
