/** Shows one row per face: the face, then its map for each method. */
import { explanationsFigure } from '../../figures/explanations';
import {
  type Attribution,
  attributionMethods,
  type AttributionMethod,
  type AttributionScale,
  type ExplainedFace,
  type Explanations,
  explanationTitle,
  methodTitles,
} from '../../schemas/explanations';
import { ExportPicture } from '../shared/exportPicture';
import { percent, share } from '../shared/format';
import { copiesWords } from '../../words/copies';
import { mapWords } from './words';
import { counted, decimal, significant } from '../../words/numbers';

interface Props {
  readonly explanations: Explanations;
  /** Opacity of the maps, from 0 to 1. */
  readonly overlay: number;
  readonly onOverlay: (overlay: number) => void;
}

export function Faces({ explanations, overlay, onOverlay }: Props) {
  const { faces, scales, engine, device, split } = explanations;
  const isPictures = split === undefined;
  const methods = attributionMethods.filter((method) => scales[method]);
  return (
    <section aria-label={explanationTitle} style={{ '--overlay': overlay }}>
      <div class="tools">
        <label class="overlay">
          <span class="muted">Map over face</span>
          <input
            type="range"
            min={0}
            max={100}
            step={5}
            value={Math.round(100 * overlay)}
            aria-valuetext={share(overlay)}
            onInput={(event) => onOverlay(Number(event.currentTarget.value) / 100)}
          />
          <span class="number">{share(overlay)}</span>
        </label>
        <ExportPicture
          title={explanationTitle}
          draw={(subject) => explanationsFigure(explanations, overlay, subject)}
        />
      </div>
      <ul class="scales" aria-label="Scales">
        {methods.map((method) => (
          <Scale key={method} method={method} scale={scales[method]!} />
        ))}
      </ul>
      {faces.map((face) => (
        <Face key={face.example} face={face} explanations={explanations} />
      ))}
      <p class="muted">
        {counted(faces.length, isPictures ? 'picture' : `${split} face`)}, computed on {engine}, {device}. Faces of a
        method share one scale.
      </p>
      {faces.some(({ copies }) => copies) && (
        <p class="muted">
          The run answers with test-time augmentation: by several changed copies of a face together, as its test was.
          The maps are of the one prediction of the unchanged face.
        </p>
      )}
      {isPictures && (
        <p class="muted">
          The network was given the middle square of each picture, scaled to {explanations.width} ×{' '}
          {explanations.height} grey pixels. It names the expression that its labels would name, which is not what
          somebody feels.
        </p>
      )}
    </section>
  );
}

function Scale({
  method,
  scale: { limit, signed, colors, how },
}: {
  method: AttributionMethod;
  scale: AttributionScale;
}) {
  const low = signed ? significant(-limit, 2) : '0';
  return (
    <li>
      <h2>{methodTitles[method]}</h2>
      <span class="ramp" style={{ background: `linear-gradient(to right, ${colors.join(', ')})` }} aria-hidden="true" />
      <span class="ends muted">
        <span>
          {low}
          {signed && ' against'}
        </span>
        <span>{significant(limit, 2)} for</span>
      </span>
      <span class="muted">{how}</span>
    </li>
  );
}

function Face({ face, explanations }: { face: ExplainedFace; explanations: Explanations }) {
  const { classNames, width, height } = explanations;
  const { example, picture, trueClass, predictedClass, probabilities, image, copies } = face;
  const sure = (name: string) => percent(probabilities[classNames.indexOf(name)]!);
  const title = picture ?? `Face ${example}`;
  return (
    <article class="face" aria-label={title}>
      <figure>
        <img
          src={png(image)}
          width={width}
          height={height}
          alt={trueClass === undefined ? title : `${title}, ${trueClass}`}
        />
        <figcaption>
          <span>
            {predictedClass} {sure(predictedClass)}
          </span>
          {trueClass === undefined ? (
            <OtherClasses face={face} classNames={classNames} />
          ) : (
            <span class="muted">
              {trueClass === predictedClass ? 'right' : `true: ${trueClass} ${sure(trueClass)}`} · {example}
            </span>
          )}
          {copies && <span class="copies">{copiesWords(copies, classNames)}</span>}
        </figcaption>
      </figure>
      {face.attributions.map((attribution) => (
        <figure key={attribution.method}>
          <div class="stack">
            <img src={png(image)} width={width} height={height} alt="" />
            <img
              class="map"
              src={png(attribution.picture)}
              width={width}
              height={height}
              alt={mapWords(face, attribution, explanations)}
            />
          </div>
          <figcaption>
            <span>
              {methodTitles[attribution.method]} for {face.explainedClass}
            </span>
            {attribution.completeness && <Gap completeness={attribution.completeness} />}
          </figcaption>
        </figure>
      ))}
    </article>
  );
}

/** What else the network thinks of a picture: the two next classes, and its name. */
function OtherClasses({ face, classNames }: { face: ExplainedFace; classNames: readonly string[] }) {
  const { predictedClass, probabilities, picture } = face;
  const others = classNames
    .map((name, index) => ({ name, probability: probabilities[index]! }))
    .filter(({ name }) => name !== predictedClass)
    .sort((a, b) => b.probability - a.probability)
    .slice(0, 2);
  return (
    <>
      <span class="muted">{others.map(({ name, probability }) => `${name} ${percent(probability)}`).join(', ')}</span>
      <span class="muted name">{picture}</span>
    </>
  );
}

function Gap({ completeness: { sum, expected } }: { completeness: NonNullable<Attribution['completeness']> }) {
  const title = `All values add up to ${decimal(sum, 3)} logits; they should add up to ${decimal(expected, 3)}. More steps reduce the gap.`;
  return (
    <span class="muted" title={title}>
      gap {significant(expected - sum, 2)} of {significant(expected, 2)} logits
    </span>
  );
}

const png = (data: string) => `data:image/png;base64,${data}`;
