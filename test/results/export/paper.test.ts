import assert from 'node:assert/strict';
import type { ResolvedExperiment } from '../../../experiment/types';
import { flattenSettings } from '../../../experiment/settings';
import { compareRuns } from '../../../results/compare';
import { toHtml } from '../../../results/export/html';
import { toMethods } from '../../../results/export/methods';
import { modelCard } from '../../../results/export/modelCard';
import { readEnvironmentIfWhole, readSummary } from '../../../storage/run/runFile';
import { forHtml } from '../../../words/printable';
import { settingWords } from '../../../words/settings';
import { useComparison } from '../comparing';

const date = new Date(2026, 1, 1);
const plain = (markdown: string): string => markdown.replaceAll('\\', '');

describe('methods', () => {
  const { writeVariant, records, compare } = useComparison();

  it('say how the data was split, how the network was trained, and how it was judged', async () => {
    writeVariant('base', 1, [0.78, 0.785, 0.772], { experiment: 'study' });
    writeVariant('flip', 2, [0.798, 0.8, 0.791], {
      experiment: 'study',
      techniques: { labelSmoothing: { epsilon: 0.1 } },
    });
    const text = plain(toMethods(await compare(), { date }));
    assert.match(text, /^## Methods\n\nWe used generated faces \(training 1400, test 1000, /);
    assert.match(text, /we held out 20\.0 % of the Training part, drawn at random with seed 123\./);
    assert.match(text, /We tested on 1,000 faces of PublicTest and PrivateTest\./);
    assert.match(text, /for up to 3 epochs in batches of 128, with Adam \(learningRate 0\.001, beta1 0\.9, /);
    assert.match(text, /a constant learning rate \(warmupEpochs 0\)/);
    assert.match(text, /We tested the weights of the epoch with the best validation accuracy\./);
    assert.match(text, /- flip: techniques\.labelSmoothing\.epsilon 0\.1; seeds 1, 2, 3\n/);
    assert.match(text, /Holm’s method \(1979\) for the 1 comparison with the baseline/);
    assert.match(text, /6 finished runs of this project were tested on these 1,000 faces/);
    assert.match(text, /- Date: 2026-02-01\n- Engine: wasm\n/);
  });

  it('name every setting of the baseline that is on', async () => {
    writeVariant('base', 1, [0.6], {
      labels: { scheme: 'fer+', votes: 'fer2013new.csv', rule: 'probability' },
      validation: 'publicTest',
      fraction: 0.35,
      model: { type: 'resnet50', weights: 'random', inputSize: 96, dropout: 0.41, l2: 0.0123 },
      training: {
        classWeights: 'balanced',
        gradientAccumulation: 7,
        earlyStopping: { monitor: 'validationLoss', patience: 9, minDelta: 0.0042 },
        optimizer: { type: 'sgd', learningRate: 0.033, momentum: 0.87, nesterov: true },
        schedule: { type: 'step', every: 11, factor: 0.37, warmupEpochs: 2 },
      },
      techniques: { labelSmoothing: { epsilon: 0.17 } },
    });
    const [run] = await records();
    const text = plain(toMethods(await compare(), { date }));
    for (const [setting, value] of Object.entries(flattenSettings(run!.resolved as ResolvedExperiment))) {
      const isOn = typeof value === 'string' || typeof value === 'number' ? value !== 0 : value === true;
      const shown = {
        publicTest: 'PublicTest',
        resnet50: 'ResNet-50',
        'fer+': 'FER+',
        validationAccuracy: 'validation accuracy',
        sgd: 'SGD',
      };
      const words = Object.hasOwn(shown, String(value))
        ? shown[value as keyof typeof shown]
        : settingWords(setting, value);
      const also = setting === 'data.fraction' ? '35.0 %' : words;
      if (isOn) assert.ok(text.includes(also), `${setting} ${also} is missing:\n${text}`);
    }
  });

  it('do not claim a share of faces where whole persons may be held out', async () => {
    writeVariant('base', 1, [0.6], { layout: { names: '{person}.{class:2}*' } });
    assert.match(
      plain(toMethods(await compare(), { date })),
      /we held out 20\.0 % of the Training part, drawn at random with seed 123, but whole persons where these are known, which makes the share another one\./,
    );
  });

  it('say which faces were held out for the test', async () => {
    writeVariant('base', 1, [0.6], { holdOut: { folds: 5, fold: 2, seed: 77 } });
    assert.match(
      plain(toMethods(await compare(), { date })),
      /The test faces were held out of all faces \(folds 5, fold 2, seed 77\), whole persons where these are known\./,
    );
  });

  it('describe no runs as none', async () => {
    assert.equal(toMethods(await compareRuns([])), '## Methods\n\nThere are no runs to describe.\n');
  });
});

describe('HTML export', () => {
  const { writeVariant, compare } = useComparison();

  it('has the table, the verdicts and what to know, and runs nothing that a name brings', async () => {
    writeVariant('base', 1, [0.78, 0.785, 0.772]);
    writeVariant('<img src=x onerror=alert(1)>', 2, [0.798, 0.8, 0.791], {
      model: { dropout: 0.5 },
      published: { testAccuracy: 0.8, source: 'A "paper" & more' },
    });
    const html = toHtml(await compare(), { date });
    assert.match(html, /^<!doctype html>\n<html lang="en">/);
    assert.doesNotMatch(html, /<img/);
    assert.match(html, /<td class="left">&lt;img src=x onerror=alert\(1\)&gt;<\/td>/);
    assert.match(html, /<td class="right">79\.6 % ± \d\.\d<\/td>/);
    assert.match(html, /80\.0 %<sup>1<\/sup>/);
    assert.match(html, /<ol>\n<li>A &quot;paper&quot; &amp; more<\/li>\n<\/ol>/);
    assert.match(html, /Real: \+1\.7 points/);
    assert.match(html, /<dt>Date<\/dt><dd>2026-02-01<\/dd>/);
    // Every opened element is closed.
    for (const tag of [
      'html',
      'body',
      'table',
      'thead',
      'tbody',
      'tr',
      'td',
      'th',
      'ul',
      'ol',
      'li',
      'dl',
      'dt',
      'dd',
    ]) {
      const opened = html.match(new RegExp(`<${tag}[ >]`, 'g'))?.length ?? 0;
      assert.equal(html.match(new RegExp(`</${tag}>`, 'g'))?.length ?? 0, opened, tag);
    }
  });

  it('escapes what HTML reads and what nobody sees', () => {
    assert.equal(forHtml('<a href="x">&\u0007\u202e'), '&lt;a href=&quot;x&quot;&gt;&amp;\\u0007\\u202e');
  });
});

describe('a model card', () => {
  const { writeVariant, records } = useComparison();

  async function card(...of: Parameters<typeof writeVariant>): Promise<string> {
    const [directory] = writeVariant(...of);
    const [run] = await records();
    const environment = await readEnvironmentIfWhole(directory!);
    return plain(
      modelCard({
        resolved: run!.resolved as ResolvedExperiment,
        summary: (await readSummary(directory!))!,
        environment,
      }),
    );
  }

  it('says what the network reached for each class, what is not known, and what the law forbids', async () => {
    const text = await card('base', 1, [0.78]);
    assert.match(text, /^# fake, base, seed 1\n/);
    // scipy.stats.binomtest(780, 1000).proportion_ci(method='wilson'): 0.7532 to 0.8046.
    assert.match(text, /\| Accuracy \(95 % interval for other faces\) \| 78\.0 % \(75\.3 to 80\.5 %\) \|/);
    assert.match(text, /\| happy \| 143 \| \d\d\.\d % \(/);
    assert.match(text, /This is one network: another seed gives another one\./);
    assert.match(text, /\| training\.optimizer\.learningRate \| 0\.001 \|/);
    assert.match(text, /Article\n5\(1\)\(f\)/);
    assert.doesNotMatch(text, /undefined|NaN/);
  });

  it('names classes with few faces, and a network that learned nothing', async () => {
    const text = await card('base', 1, [0.1], { testExamples: 100 });
    assert.match(text, /It may have learned nothing: 10\.0 % is no better than guessing/);
    assert.match(
      text,
      /Fewer than 30 faces, so little is known: angry, disgust, fear, happy, sad, surprise, neutral\./,
    );
  });
});
