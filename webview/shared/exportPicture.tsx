/** The buttons beside a figure that save it as SVG, PDF or PNG, on white, with its title, axes and units. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Figure } from '../../figures/figure';
import type { SavePicture } from '../../schemas/faces';
import { savePicture } from './host';
import './exportPicture.css';

/** The subject of a page's figures, such as `flip / base, seed 1`: their subtitle, and part of their files' names. */
export const PictureSubject = createContext('');

interface Props {
  /** Names the figure for screen readers. */
  readonly title: string;
  readonly draw: (subject: string) => Figure;
}

/** PNG pixels per SVG pixel, so that the picture is sharp in print at half its size. */
const pngScale = 2;

export function ExportPicture({ title, draw }: Props) {
  const subject = useContext(PictureSubject);
  const save = async (format: SavePicture['format']): Promise<void> => {
    const { svg, name } = draw(subject);
    savePicture({ name, format, data: format === 'png' ? await rasterised(svg) : svg });
  };
  return (
    <span class="export">
      {(['svg', 'pdf', 'png'] as const).map((format) => (
        <button
          key={format}
          type="button"
          class="link"
          title={`Save as ${format.toUpperCase()}`}
          aria-label={`Save “${title}” as ${format.toUpperCase()}`}
          onClick={() => void save(format)}
        >
          {format.toUpperCase()}
        </button>
      ))}
    </span>
  );
}

/** @returns PNG, base64 */
async function rasterised(svg: string): Promise<string> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth * pngScale;
  canvas.height = image.naturalHeight * pngScale;
  canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/png').replace(/^[^,]*,/, '');
}
