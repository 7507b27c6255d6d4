/** Draws shares with their intervals as wide as there is room, in the theme's colours, from the figure's specification. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Figure } from '../../figures/figure';
import { drawShares, type ShareChart } from '../../figures/shares';
import { element } from '../../figures/svg';
import { ExportPicture } from '../shared/exportPicture';
import { useTheme } from '../shared/theme';

interface Props {
  readonly title: string;
  readonly chart: ShareChart;
  readonly draw: (subject: string) => Figure;
}

/** Pixels. */
const [narrowest, widest] = [220, 560];

export function Shares({ title, chart, draw }: Props) {
  const container = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(widest);
  const { foreground, muted, grid, train, validation } = useTheme();
  useLayoutEffect(() => {
    const box = container.current!;
    const update = (): void => setWidth(Math.min(widest, Math.max(narrowest, box.clientWidth)));
    update();
    const observer = new ResizeObserver(update);
    observer.observe(box);
    return () => observer.disconnect();
  }, []);
  const inks = { text: foreground, muted, grid, mark: validation, reference: train };
  const { content, bottom } = drawShares(chart, { width, top: 0, inks });
  const size = { width, height: Math.ceil(bottom), viewBox: `0 0 ${width} ${Math.ceil(bottom)}` };
  return (
    <figure class="chart shares">
      <figcaption>
        {title}
        <ExportPicture title={title} draw={draw} />
      </figcaption>
      {/* The elements escape every text. */}
      <div
        ref={container}
        role="img"
        aria-label={chart.description}
        dangerouslySetInnerHTML={{ __html: element('svg', size, ...content) }}
      />
    </figure>
  );
}
