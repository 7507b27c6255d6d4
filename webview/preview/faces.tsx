/** Shows one row per face: the original, then what each of the first epochs trains on. */
import { settingWords } from '../../words/settings';
import type { AugmentationPreview } from '../../schemas/messages/preview';
import type { SettingValue } from '../../schemas/messages/parts';

interface Props {
  readonly preview: AugmentationPreview;
  readonly changes: Readonly<Record<string, SettingValue>>;
}

/** Settings of augmentation have no name of their technique before theirs. */
const settingPath = (name: string): string =>
  name.includes('.') ? `techniques.${name}` : `techniques.augmentation.${name}`;

const altOf = (example: number, label: string, epoch: number, mixed: string | undefined): string =>
  `Face ${example}: ${label}, in epoch ${epoch + 1}${mixed === undefined ? '' : ` (${mixed})`}`;

export function Faces({ preview: { faces, width, height, seed }, changes }: Props) {
  const versions = faces[0]?.versions ?? [];
  const image = (data: string, alt: string) => (
    <img src={`data:image/png;base64,${data}`} width={width} height={height} alt={alt} />
  );
  return (
    <section>
      <ul class="changes" aria-label="Transformations">
        {Object.entries(changes).map(([name, value]) => (
          <li key={name}>
            <code>
              {name}
              {value !== true && ` ${settingWords(settingPath(name), value)}`}
            </code>
          </li>
        ))}
      </ul>
      <table class="faces">
        <caption class="muted">
          Training faces, and what the network sees of them in its first epochs with seed {seed}.
        </caption>
        <thead>
          <tr>
            <th scope="col">Original</th>
            {versions.map((_, epoch) => (
              <th scope="col" key={epoch}>
                <span class="wide">Epoch </span>
                {epoch + 1}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {faces.map(({ example, label, original, versions: drawn, labels }) => (
            <tr key={example}>
              <th scope="row">
                {image(original, `Face ${example}: ${label}, as it is`)}
                <span class="label">{label}</span>
              </th>
              {drawn.map((data, epoch) => (
                <td key={epoch}>
                  {image(data, altOf(example, label, epoch, labels?.[epoch]))}
                  {labels?.[epoch]?.split(', ').map((part) => (
                    <span class="label share wide" key={part}>
                      {part}
                    </span>
                  ))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
