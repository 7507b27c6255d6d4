/**
 * Describes a comparison as the methods section of a paper: data, network, training, variants, statistics. Every setting of
 * the baseline is in it, in words or in the list at the end, so that someone else can repeat the experiment.
 */
import { own } from '../../schemas/own';
import type { ComparisonRow, ComparisonView } from '../../schemas/messages/comparison';
import type { SettingValue } from '../../schemas/messages/parts';
import type { Imported } from '../../schemas/imported';
import { importedFrom, importedWords } from '../../words/imported';
import { looksWords } from '../../words/metrics';
import { counted, percent } from '../../words/numbers';
import { forMarkdown } from '../../words/printable';
import { nameIn } from '../../words/rowNames';
import { rowSetting, settingWords } from '../../words/settings';
import { chosenRows } from '../table';
import { exportFacts } from './facts';
import type { ExportOptions } from './options';

/** The settings of a row, which remembers those that a sentence has used. */
class Settings {
  private readonly used = new Set<string>();

  constructor(private readonly values: Readonly<Record<string, SettingValue>>) {}

  /** Undefined for a setting that the row does not have or that is off. */
  take(path: string): SettingValue | undefined {
    this.used.add(path);
    return own(this.values, path) ?? undefined;
  }

  /** As people write it; `–` for what is off. */
  words(path: string): string {
    return settingWords(path, this.take(path));
  }

  /** `learningRate 0.001, beta1 0.9` for the settings below a path that no sentence has used. */
  below(path: string): string {
    const paths = Object.keys(this.values).filter((each) => each.startsWith(`${path}.`) && !this.used.has(each));
    return paths.map((each) => `${each.slice(path.length + 1)} ${this.words(each)}`).join(', ');
  }

  /** Whether the row has a setting, without using it. */
  states(path: string): boolean {
    return own(this.values, path) !== undefined;
  }

  /** Whether the row has settings below a path that are on. */
  has(path: string): boolean {
    return Object.entries(this.values).some(([each, value]) => each.startsWith(`${path}.`) && !isOff(value));
  }

  /** What no sentence has used and is not off. */
  rest(): string[] {
    return Object.entries(this.values).flatMap(([path, value]) =>
      this.used.has(path) || isOff(value) ? [] : [`${path} ${settingWords(path, value)}`],
    );
  }
}

function isOff(value: SettingValue): boolean {
  if (Array.isArray(value)) return value.every((each) => each === 1);
  return value === null || value === false || value === 0;
}

const networks: Readonly<Record<string, string>> = {
  customCnn: 'the custom CNN of the study',
  smallCnn: 'a small CNN',
  resnet18: 'ResNet-18 for small pictures (He et al., 2016; a first convolution of 3 × 3 without stride or pooling)',
  vggFer: 'the VGG network of Khaireddin and Chen (2021) on whole faces',
  lightCnn: 'a light CNN of inverted residual blocks with squeeze-and-excitation',
  resnet50: 'ResNet-50',
  efficientnetLite0: 'EfficientNet-Lite0',
  layersModel: 'a new head on a base from a file',
};

const optimizers: Readonly<Record<string, string>> = { adam: 'Adam', adamw: 'AdamW', rmsprop: 'RMSprop', sgd: 'SGD' };

const parts: Readonly<Record<string, string>> = { publicTest: 'PublicTest', privateTest: 'PrivateTest' };

const sentence = (...clauses: readonly (string | undefined)[]): string =>
  `${clauses.filter((clause) => clause !== undefined && clause !== '').join(', ')}.`;

function dataWords(settings: Settings, { basis }: ComparisonRow): string {
  const source = settings.take('data.source');
  const isGenerated = source === 'synthetic';
  const scheme = settings.take('data.labels.scheme');
  const [rule, unknown] = [settings.words('data.labels.rule'), settings.words('data.labels.unknown')];
  const votes = settings.take('data.labels.votes');
  const plus = `labels of FER+ (votes ${String(votes ?? 'not named')}, rule ${rule}, faces without a label: ${unknown})`;
  const labels = scheme === 'fer+' ? plus : 'labels of the source';
  const faces = isGenerated ? `generated faces (${settings.below('data.synthetic')})` : `faces of ${String(source)}`;
  const tested = settings.take('data.test');
  const isHeldOut = settings.has('data.holdOut');
  const names =
    Array.isArray(tested) && !isHeldOut ? tested.map((part) => own(parts, String(part)) ?? String(part)) : [];
  const testFaces = basis.testFaces === undefined ? 'faces' : counted(basis.testFaces, 'face');
  const tests = sentence(`We tested on ${[testFaces, names.join(' and ')].filter((each) => each !== '').join(' of ')}`);
  const [validation, heldOut] = [validationWords(settings), holdOutWords(settings)];
  return [
    sentence(`We used ${faces}`, `with ${labels}`),
    ...(isHeldOut ? [heldOut, validation, tests] : [validation, tests]),
    fractionWords(settings),
  ]
    .filter((each) => each !== '')
    .join(' ');
}

function holdOutWords(settings: Settings): string {
  if (settings.states('data.holdOut.folds') && !settings.states('data.holdOut.fold')) {
    const folds = settings.words('data.holdOut.folds');
    return sentence(
      `All faces were divided into ${folds} folds (seed ${settings.words('data.holdOut.seed')}), whole persons where these are known, and each was predicted once, by a network trained on the other folds`,
    );
  }
  const how = settings.below('data.holdOut');
  return how === ''
    ? ''
    : sentence(`The test faces were held out of all faces (${how}), whole persons where these are known`);
}

function validationWords(settings: Settings): string {
  const whole = settings.take('data.validation');
  if (whole !== undefined) return sentence(`${own(parts, String(whole)) ?? String(whole)} was the validation split`);
  const fraction = Number(settings.take('data.validation.fraction'));
  const stratified = settings.take('data.validation.stratified') === true ? 'stratified by class' : undefined;
  const together = settings.take('data.validation.keepDuplicatesTogether') === true;
  return sentence(
    `For validation we held out ${percent(fraction)} of ${settings.has('data.holdOut') ? 'the other faces' : 'the Training part'}`,
    `drawn at random with seed ${settings.words('data.validation.seed')}`,
    stratified,
    together ? 'with identical pictures kept together' : undefined,
    settings.has('data.layout')
      ? 'but whole persons where these are known, which makes the share another one'
      : undefined,
  );
}

function fractionWords(settings: Settings): string {
  const fraction = Number(settings.take('data.fraction') ?? 1);
  const exclude = settings.take('data.exclude');
  return [
    ...(fraction < 1 ? [sentence(`Only ${percent(fraction)} of the faces were used`)] : []),
    ...(exclude === undefined ? [] : [sentence(`The faces listed in ${String(exclude)} were left out of every split`)]),
  ].join(' ');
}

function trainingWords(settings: Settings): string {
  const type = String(settings.take('model.type'));
  const regular = `dropout ${settings.words('model.dropout')}, L2 ${settings.words('model.l2')}`;
  const further = settings.below('model');
  const network = sentence(
    `The network was ${own(networks, type) ?? type} (${[regular, further].filter((each) => each !== '').join(', ')})`,
  );
  const epochs = Number(settings.take('training.epochs'));
  const start = settings.take('initFrom');
  const from = start === undefined ? [] : [sentence(`It started from the trained network of ${String(start)}`)];
  const kind = settings.words('training.optimizer.type');
  const optimizer = own(optimizers, kind) ?? kind;
  const how = sentence(
    `We trained it for ${epochs === 1 ? '1 epoch' : `up to ${epochs} epochs`} in batches of ${settings.words('training.batchSize')}`,
    `with ${optimizer} (${settings.below('training.optimizer')})`,
    `and a ${settings.words('training.schedule.type')} learning rate (${settings.below('training.schedule')})`,
  );
  const selected = settings.take('training.selectBest');
  const best =
    selected === undefined || selected === 'none'
      ? 'the last epoch'
      : `the epoch with the best ${words(String(selected))}`;
  const only = 'It was not trained further: the variants differ in how they predict.';
  return [network, ...from, ...(epochs === 0 ? [only] : [how, sentence(`We tested the weights of ${best}`)])].join(' ');
}

/** `validation accuracy` for `validationAccuracy`. */
const words = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

const notTrainedHere = (imported: Imported): string =>
  imported.ensemble
    ? `${importedWords(imported)}: ${importedFrom(imported)}`
    : `trained elsewhere (${importedWords(imported)})`;

function variantsWords(view: ComparisonView, rows: readonly ComparisonRow[]): string[] {
  const name = nameIn(view.rows);
  return rows.map((row) => {
    // Its settings and seeds are those of its members, which it names.
    if (row.imported?.ensemble) return `- ${forMarkdown(`${name(row)}: ${notTrainedHere(row.imported)}`)}`;
    const settings = view.differing.map((path) => `${path} ${rowSetting(row, path)}`);
    const none = row.metrics.testAccuracy === undefined ? 'no finished run' : 'seeds unknown';
    const seeds = row.basis.seeds.length === 0 ? none : `seeds ${row.basis.seeds.join(', ')}`;
    const elsewhere = row.imported ? [notTrainedHere(row.imported)] : [];
    return `- ${forMarkdown(`${name(row)}: ${[...elsewhere, ...settings, seeds].join('; ')}`)}`;
  });
}

function statisticsWords(view: ComparisonView): string {
  const compared = Math.max(0, ...view.rows.map(({ difference }) => difference?.compared ?? 0));
  const looks = view.looks && looksWords(view.looks);
  const same = view.rows.some(({ basis }) => basis.persons !== undefined)
    ? 'faces of the same person or with the same picture count'
    : 'faces with the same picture count';
  return [
    `Means and differences have 95 % intervals over both the choice of the seed and the choice of the test faces, as two crossed random effects (two-way clustering: Cameron, Gelbach and Miller, 2011; Owen, 2007), with t quantiles of approximate degrees of freedom; ${same} as one cluster.`,
    `p-values were adjusted by Holm’s method (1979) for the ${counted(compared, 'comparison')} with the baseline. A difference is called real where the adjusted p-value is below 0.05 and both variants have at least three trained networks; otherwise the data cannot tell.`,
    ...(looks === undefined ? [] : [looks]),
  ].join(' ');
}

/** Markdown. Without a baseline there is nothing to describe, and the text says so. */
export function toMethods(view: ComparisonView, { rowIds, date = new Date() }: ExportOptions = {}): string {
  const rows = chosenRows(view, rowIds);
  // Of a network that was trained elsewhere no settings are known.
  const here = rows.filter(({ imported }) => !imported);
  const base = here.find(({ id }) => id === view.baseline) ?? here[0];
  if (!base) return `## Methods\n\nThere are no runs to describe.\n`;
  const settings = new Settings(base.settings);
  const paragraphs = [dataWords(settings, base), trainingWords(settings)].map(forMarkdown);
  const rest = settings.rest();
  const facts = exportFacts(rows, nameIn(view.rows), date).map(([what, value]) => `- ${what}: ${forMarkdown(value)}`);
  return `${[
    '## Methods',
    ...paragraphs,
    ...(rest.length > 0 ? [forMarkdown(sentence(`Further settings: ${rest.join(', ')}`))] : []),
    `We compared ${counted(rows.length, 'variant')}:`,
    variantsWords(view, rows).join('\n'),
    forMarkdown(statisticsWords(view)),
    facts.join('\n'),
  ].join('\n\n')}\n`;
}
