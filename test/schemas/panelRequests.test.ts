import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { isRunPanelRequest, isRunPanelState } from '../../schemas/messages/run';
import { isComparisonPanelRequest, isComparisonState } from '../../schemas/messages/comparison';
import { isFilePanelState, isPreviewPanelRequest } from '../../schemas/messages/preview';
import { isDataPanelRequest } from '../../schemas/messages/data';
import { isAuditPanelRequest } from '../../schemas/messages/audit';
import { isExplainPanelRequest, isExplainState } from '../../schemas/messages/explain';

const choice = {
  split: 'test',
  faces: { by: 'mistakes', count: 6 },
  methods: ['gradCam'],
  target: 'predicted',
  baseline: 'black',
};
const picture = { type: 'savePicture', name: 'flip-base-accuracy', format: 'svg', data: '<svg/>' };

interface Case {
  readonly page: string;
  readonly check: (value: unknown) => boolean;
  /** What the page sends. */
  readonly good: readonly object[];
  /** The same with one thing wrong. */
  readonly bad: readonly unknown[];
}

const cases: readonly Case[] = [
  {
    page: 'run',
    check: isRunPanelRequest,
    good: [
      { type: 'ready' },
      { type: 'stop' },
      { type: 'openAncestor', directory: '/runs/a' },
      { type: 'star' },
      { type: 'note', text: '' },
      { type: 'note', text: 'x'.repeat(4000) },
      { type: 'writing', writing: true },
      { type: 'faces', query: { split: 'test', offset: 0, limit: 60 } },
      { type: 'faces', query: { split: 'test', cell: { truth: 1, predicted: 2 }, offset: 0, limit: 60 } },
      { type: 'relabelled', ids: [0, 28708] },
      picture,
      { ...picture, format: 'pdf' },
    ],
    bad: [
      { type: 'setUpTensorFlow' },
      { type: 'delete' },
      { type: 'stop', directory: '/other' },
      { type: 'note', text: 'x'.repeat(4001) },
      { type: 'note', text: 'a', directory: '/other' },
      { type: 'openAncestor' },
      { type: 'openAncestor', directory: 3 },
      { type: 'faces', query: { split: 'test', offset: -1, limit: 60 } },
      { type: 'faces', query: { split: 'test', offset: 0, limit: 1e9 } },
      { type: 'faces', query: { split: 'test', cell: { truth: 1.5, predicted: 2 }, offset: 0, limit: 60 } },
      { type: 'relabelled', ids: [-1] },
      { type: 'relabelled', ids: '3' },
      { ...picture, name: '../../.bashrc' },
      { ...picture, name: 'a/b' },
      { ...picture, format: 'html' },
      { ...picture, data: 7 },
    ],
  },
  {
    page: 'comparison',
    check: isComparisonPanelRequest,
    good: [
      { type: 'setBaseline', row: 'a/base/1' },
      { type: 'curves', directories: ['/runs/a', '/runs/b'] },
      { type: 'export', format: 'csv', rows: [] },
    ],
    bad: [
      { type: 'setBaseline', row: {} },
      { type: 'curves', directories: '/runs/a' },
      { type: 'curves', directories: [null] },
      { type: 'export', format: 'exe', rows: [] },
    ],
  },
  {
    page: 'preview',
    check: isPreviewPanelRequest,
    good: [{ type: 'choose', variant: 'flip' }, { type: 'openFile' }],
    bad: [{ type: 'list' }, { type: 'choose' }],
  },
  {
    page: 'data',
    check: isDataPanelRequest,
    good: [
      { type: 'list', filter: { split: 'train', label: 3, trait: 'leaked' }, offset: 0, limit: 100 },
      { type: 'list', filter: {}, offset: 0, limit: 100 },
      { type: 'faces', ids: [1, 2] },
    ],
    bad: [
      { type: 'list', filter: { split: 'tset' }, offset: 0, limit: 100 },
      { type: 'list', filter: null, offset: 0, limit: 100 },
      { type: 'faces', ids: ['1'] },
      { type: 'open', file: '/etc/passwd', text: '', variant: '' },
    ],
  },
  {
    page: 'explain',
    check: isExplainPanelRequest,
    good: [
      { type: 'explain', choice },
      { type: 'explain', choice: { ...choice, faces: { by: 'examples', examples: [3] } } },
      { type: 'cancel' },
    ],
    bad: [
      { type: 'explain', choice: { ...choice, methods: ['rm -rf'] } },
      { type: 'explain', choice: { ...choice, faces: { by: 'mistakes', count: 1e9 } } },
      { type: 'explain', choice: { ...choice, output: '/etc' } },
      { type: 'explain' },
    ],
  },
  {
    page: 'audit',
    check: isAuditPanelRequest,
    good: [
      { type: 'ready' },
      { type: 'choose', variant: 'base' },
      { type: 'faces', ids: [0, 35_886] },
      { type: 'writeExclusions', kinds: ['leaks', 'labels'] },
      { type: 'writeReport' },
      { type: 'showData' },
    ],
    bad: [
      { type: 'faces', ids: [-1] },
      { type: 'faces', ids: ['0'] },
      { type: 'writeExclusions' },
      { type: 'writeExclusions', kinds: ['everything'] },
      { type: 'writeExclusions', kinds: ['leaks'], file: '/etc/passwd' },
      { type: 'writeReport', file: '/etc/passwd' },
    ],
  },
];

describe('what a page asks', () => {
  for (const { page, check, good, bad } of cases) {
    it(`is taken from the page ${page} where it is whole, and refused where anything is wrong`, () => {
      for (const message of good) assert.ok(check(message), JSON.stringify(message));
      for (const message of bad) assert.ok(!check(message), JSON.stringify(message));
    });
  }

  it('is refused without an error, whatever it is', () => {
    const states = [isComparisonState, isFilePanelState, isRunPanelState, isExplainState];
    const all = [...cases.map(({ check }) => check), ...states];
    const hostile = [null, undefined, 0, '', [], { type: '__proto__' }, { type: 'constructor' }, { type: ['ready'] }];
    for (const check of all) for (const message of hostile) assert.equal(check(message), false);
    fc.assert(
      fc.property(fc.anything(), (message) => {
        for (const check of all) assert.equal(typeof check(message), 'boolean');
      }),
    );
  });

  it('is remembered with what belongs to the page beside it', () => {
    assert.ok(isComparisonState({ experiments: ['a'], sorting: [{ id: 'x', desc: true }], filter: '' }));
    assert.ok(isComparisonState({ experiments: [], baseline: 'row' }));
    assert.ok(!isComparisonState({ experiments: 'a' }));
    assert.ok(isFilePanelState({ file: '/w/a.ferexp.json', variant: 'base', filter: {} }));
    assert.ok(isExplainState({ directory: '/runs/a', choice, overlay: 0.5 }));
    assert.ok(!isExplainState({ directory: '/runs/a', choice, overlay: 5 }));
    assert.ok(!isRunPanelState({}));
  });
});
