/** What publications state about FER2013 and FER+, with how each figure was obtained, and what others got. */
import type { LabelsConfig } from './generated/experiment';

export interface Claim {
  readonly id: string;
  readonly dataset: 'fer2013' | 'fer+';
  readonly method: string;
  /** Test accuracy from 0 to 1, with the digits of the publication. */
  readonly accuracy: number;
  /** From 0 to 1, where one is stated. */
  readonly spread?: { readonly value: number; readonly kind: 'standard deviation' | 'not stated' };
  readonly of: 'people' | 'single network' | 'not stated' | { readonly ensemble: number };
  /** Part of the data that it was tested on. */
  readonly testedOn: 'PublicTest' | 'PrivateTest' | 'both' | 'not stated';
  /** How the votes of FER+ became training labels. */
  readonly rule?: NonNullable<LabelsConfig['rule']>;
  /** Pretraining or extra data; people have none. */
  readonly extra?: 'none' | 'ImageNet' | 'other' | 'not stated';
  /** Trained networks that the figure is the mean of; people have none. */
  readonly runs?: number | 'not stated';
  readonly source: Source;
  /** Where something of the above is stated that the publication does not state. */
  readonly statedIn?: string;
  /** What others report. Absent: we know of nobody. */
  readonly reproduced?: readonly Reproduction[];
}

export interface Source {
  /** Authors and year. */
  readonly citation: string;
  readonly address: string;
}

export interface Reproduction {
  /** From 0 to 1. */
  readonly accuracy: number;
  readonly precision?: 'about' | 'at most';
  readonly how: 'published weights' | 'own training' | 'not stated';
  readonly address: string;
}

const goodfellow: Source = { citation: 'Goodfellow et al. 2013', address: 'https://arxiv.org/abs/1307.0414' };
const tang: Source = { citation: 'Tang 2013', address: 'https://arxiv.org/abs/1306.0239' };
const barsoum: Source = { citation: 'Barsoum et al. 2016', address: 'https://arxiv.org/abs/1608.01041' };
const pramerdorfer: Source = { citation: 'Pramerdorfer & Kampel 2016', address: 'https://arxiv.org/abs/1612.02903' };
const khaireddin: Source = { citation: 'Khaireddin & Chen 2021', address: 'https://arxiv.org/abs/2105.03588' };
const pham: Source = { citation: 'Pham, Vu & Tran 2021', address: 'https://arxiv.org/abs/2603.05937' };
const roy: Source = { citation: 'Roy et al. 2024', address: 'https://arxiv.org/abs/2409.10545' };

const maskingIssues = 'https://github.com/phamquiluan/ResidualMaskingNetwork/issues';
const emoteIssues = 'https://github.com/ArnabKumarRoy02/ResEmoteNet/issues';

const ofPramerdorfer = {
  dataset: 'fer2013',
  testedOn: 'not stated',
  extra: 'none',
  runs: 'not stated',
  source: pramerdorfer,
} as const;

const ofBarsoum = {
  dataset: 'fer+',
  of: 'single network',
  testedOn: 'PrivateTest',
  extra: 'not stated',
  runs: 5,
  source: barsoum,
} as const;

/** By data set and year. */
export const claims: readonly Claim[] = [
  {
    id: 'people',
    dataset: 'fer2013',
    method: 'people',
    accuracy: 0.65,
    spread: { value: 0.05, kind: 'not stated' },
    of: 'people',
    testedOn: 'not stated',
    source: goodfellow,
  },
  {
    id: 'tang',
    dataset: 'fer2013',
    method: 'winner of the contest',
    accuracy: 0.712,
    of: 'not stated',
    testedOn: 'PrivateTest',
    extra: 'not stated',
    runs: 'not stated',
    source: tang,
  },
  { ...ofPramerdorfer, id: 'inception', method: 'Inception', accuracy: 0.716, of: 'single network' },
  { ...ofPramerdorfer, id: 'resnet', method: 'ResNet', accuracy: 0.724, of: 'single network' },
  { ...ofPramerdorfer, id: 'vgg', method: 'VGG', accuracy: 0.727, of: 'single network' },
  { ...ofPramerdorfer, id: 'cnn-ensemble', method: 'CNNs', accuracy: 0.752, of: { ensemble: 8 } },
  {
    id: 'vggnet',
    dataset: 'fer2013',
    method: 'VGGNet',
    accuracy: 0.7328,
    of: 'single network',
    testedOn: 'not stated',
    extra: 'none',
    runs: 'not stated',
    source: khaireddin,
  },
  {
    id: 'residual-masking',
    dataset: 'fer2013',
    method: 'Residual Masking Network',
    accuracy: 0.7414,
    of: 'single network',
    testedOn: 'not stated',
    extra: 'ImageNet',
    runs: 'not stated',
    source: pham,
    statedIn: `${maskingIssues}/30`,
    reproduced: [
      { accuracy: 0.6563, how: 'own training', address: `${maskingIssues}/9` },
      { accuracy: 0.736, precision: 'at most', how: 'own training', address: `${maskingIssues}/9` },
    ],
  },
  {
    id: 'residual-masking-ensemble',
    dataset: 'fer2013',
    method: 'Residual Masking Network and 6 other CNNs',
    accuracy: 0.7682,
    of: { ensemble: 7 },
    testedOn: 'not stated',
    extra: 'not stated',
    runs: 'not stated',
    source: pham,
  },
  {
    id: 'resemotenet',
    dataset: 'fer2013',
    method: 'ResEmoteNet',
    accuracy: 0.7979,
    of: 'not stated',
    testedOn: 'not stated',
    extra: 'not stated',
    runs: 'not stated',
    source: roy,
    reproduced: [
      { accuracy: 0.7157, how: 'published weights', address: `${emoteIssues}/13` },
      { accuracy: 0.6, precision: 'about', how: 'own training', address: `${emoteIssues}/39` },
      { accuracy: 0.66, how: 'not stated', address: `${emoteIssues}/40` },
    ],
  },
  {
    ...ofBarsoum,
    ...{ id: 'vgg13-majority', method: 'VGG13, majority', rule: 'majority', accuracy: 0.83852 },
    spread: { value: 0.00631, kind: 'standard deviation' },
  },
  {
    ...ofBarsoum,
    ...{ id: 'vgg13-multi-label', method: 'VGG13, multi-label', rule: 'multiTarget', accuracy: 0.83966 },
    spread: { value: 0.00362, kind: 'standard deviation' },
  },
  {
    ...ofBarsoum,
    ...{ id: 'vgg13-probability', method: 'VGG13, label drawing', rule: 'probability', accuracy: 0.84986 },
    spread: { value: 0.00366, kind: 'standard deviation' },
  },
  {
    ...ofBarsoum,
    ...{ id: 'vgg13-cross-entropy', method: 'VGG13, cross-entropy', rule: 'crossEntropy', accuracy: 0.84716 },
    spread: { value: 0.00239, kind: 'standard deviation' },
  },
];
