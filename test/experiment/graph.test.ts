import assert from 'node:assert/strict';
import path from 'node:path';
import { originAncestry, teacherAncestry } from '../../experiment/ancestry';
import { ExperimentFiles, type Lineage, lineageOf, originWords, pairedRepeat, teacherOf } from '../../experiment/graph';
import { resolveRuns } from '../../experiment/resolve';
import { example, textOf } from './example';

const folder = path.resolve('/project');
const inFolder = (name: string) => path.join(folder, name);

/** The lineage of a variant of a.ferexp.json, among files given by name. */
function lineage(...args: Parameters<typeof known>): Lineage {
  const { resolved, all, set } = known(...args);
  return lineageOf(resolved, all, set);
}

function known(files: Readonly<Record<string, object | string>>, variant = 'base', set?: Record<string, unknown>) {
  const texts = new Map(
    Object.entries(files).map(([name, content]) => [
      inFolder(name),
      typeof content === 'string'
        ? content
        : textOf(name.endsWith('.ferexp.json') ? { ...example(), ...content } : content),
    ]),
  );
  const all = new ExperimentFiles((file) => texts.get(file));
  const file = inFolder('a.ferexp.json');
  const options = { path: file, variants: [variant], repeats: [0], ...(set && { set }) };
  return { resolved: resolveRuns(all.get(file)!.file!, options)[0]!, all, set };
}

const words = ({ origins }: Lineage) => origins.map((origin) => originWords(origin, inFolder('a.ferexp.json')));

describe('lineageOf', () => {
  it('follows files and variants back to what starts from nothing', () => {
    const found = lineage(
      {
        'a.ferexp.json': {
          initFrom: { experiment: 'sub/b.ferexp.json', variant: 'flip' },
          variants: { tta: { initFrom: { variant: 'base' } } },
        },
        'sub/b.ferexp.json': { variants: { flip: { initFrom: { experiment: '../c.ferexp.json' } } } },
        'c.ferexp.json': {},
      },
      'tta',
    );
    assert.deepEqual(words(found), ['variant "base"', 'sub/b.ferexp.json (flip)', 'c.ferexp.json (base)']);
    assert.equal(found.obstacle, undefined);
  });

  it('starts from nothing where the variant says null', () => {
    const found = lineage(
      { 'a.ferexp.json': { initFrom: { variant: 'x' }, variants: { x: { initFrom: null } } } },
      'x',
    );
    assert.deepEqual(found, { origins: [] });
  });

  it('ends at a run, whose settings it reads, and at a model', () => {
    const file = { version: 1, name: 'a', data: { source: 'synthetic' }, model: { type: 'customCnn' } } as const;
    const [run] = resolveRuns({ ...file, training: { epochs: 1 } }, { path: inFolder('a.ferexp.json') });
    const [origin] = lineage({
      'a.ferexp.json': { initFrom: { run: 'runs/r1' } },
      'runs/r1/experiment.json': run!,
    }).origins;
    assert.deepEqual(origin, { kind: 'run', directory: inFolder('runs/r1'), resolved: run });
    // One that is damaged tells nothing.
    for (const damaged of [
      { ...run, training: { ...run!.training, trainable: null } },
      { model: {}, data: {} },
    ]) {
      const files = { 'a.ferexp.json': { initFrom: { run: 'runs/r1' } }, 'runs/r1/experiment.json': damaged };
      assert.deepEqual(lineage(files).origins, [{ kind: 'run', directory: inFolder('runs/r1') }]);
    }
    assert.deepEqual(lineage({ 'a.ferexp.json': { initFrom: { run: 'runs/r2' } } }).origins, [
      { kind: 'run', directory: inFolder('runs/r2') },
    ]);
    assert.deepEqual(lineage({ 'a.ferexp.json': { initFrom: { model: 'm/model.json' } } }).origins, [
      { kind: 'model', file: inFolder('m/model.json') },
    ]);
  });

  const obstacles: readonly (readonly [string, Readonly<Record<string, object | string>>, string, string, number])[] = [
    [
      'a variant of itself',
      { 'a.ferexp.json': { initFrom: { variant: 'base' } } },
      'cycle',
      '"base" would start from itself.',
      0,
    ],
    [
      'a cycle of variants',
      { 'a.ferexp.json': { initFrom: { variant: 'x' }, variants: { x: { initFrom: { variant: 'base' } } } } },
      'cycle',
      'None of these can begin, because each starts from the next: base → x → base.',
      1,
    ],
    [
      'a cycle of files',
      {
        'a.ferexp.json': { initFrom: { experiment: 'b.ferexp.json' } },
        'b.ferexp.json': { initFrom: { experiment: 'a.ferexp.json' } },
      },
      'cycle',
      'None of these can begin, because each starts from the next: a.ferexp.json (base) → b.ferexp.json (base) → a.ferexp.json (base).',
      1,
    ],
    [
      'a cycle that does not come back to where it was entered',
      {
        'a.ferexp.json': { initFrom: { experiment: 'b.ferexp.json' } },
        'b.ferexp.json': { initFrom: { variant: 'x' }, variants: { x: { initFrom: { variant: 'base' } } } },
      },
      'cycle',
      'None of these can begin, because each starts from the next: b.ferexp.json (base) → b.ferexp.json (x) → b.ferexp.json (base).',
      2,
    ],
    [
      'an unknown variant',
      {
        'a.ferexp.json': { initFrom: { experiment: 'b.ferexp.json', variant: 'flp' } },
        'b.ferexp.json': { variants: { flip: { seed: 2 } } },
      },
      'variant-unknown',
      '"b.ferexp.json" has no variant "flp". Did you mean "flip"?',
      0,
    ],
    [
      'a file that is not there',
      { 'a.ferexp.json': { initFrom: { experiment: 'b.ferexp.json' } } },
      'missing',
      `"b.ferexp.json" does not exist (${inFolder('b.ferexp.json')}). Paths start from the folder of the experiment file.`,
      0,
    ],
    [
      'an invalid file',
      {
        'a.ferexp.json': { initFrom: { experiment: 'b.ferexp.json' } },
        'b.ferexp.json': '{\n  "version": 2\n}',
      },
      'invalid',
      '"b.ferexp.json" is not valid at line 1, column 1: The file lacks "name". Expected a text.',
      0,
    ],
  ];
  for (const [what, files, kind, message, depth] of obstacles) {
    it(`stops at ${what}`, () => {
      const { origins, obstacle } = lineage(files);
      assert.deepEqual([obstacle?.kind, obstacle?.message, origins.length], [kind, message, depth]);
    });
  }
});

describe('originAncestry', () => {
  const ancestryOf = (...args: Parameters<typeof known>) => {
    const { resolved, all, set } = known(...args);
    return originAncestry(resolved, all, set);
  };
  const chain = (b: object, c: object, a: object = {}, set?: Record<string, unknown>) =>
    ancestryOf(
      {
        'a.ferexp.json': { ...a, initFrom: { experiment: 'b.ferexp.json' } },
        'b.ferexp.json': { ...b, initFrom: { experiment: 'c.ferexp.json' } },
        'c.ferexp.json': c,
      },
      'base',
      set,
    );
  const plain = chain({}, {});

  it('changes with whatever trained an ancestor, however far back', () => {
    const others = [
      chain({ training: { epochs: 3 } }, {}),
      chain({}, { training: { epochs: 3 } }),
      chain({}, { seed: 2 }),
      chain({}, { techniques: { labelSmoothing: { epsilon: 0.1 } } }),
      chain({}, {}, {}, { 'training.epochs': 3 }),
    ];
    assert.equal(new Set([plain, ...others]).size, others.length + 1);
  });

  it('does not change with the run’s own settings, nor with what trains nothing', () => {
    assert.equal(chain({}, {}, { training: { epochs: 3 } }), plain);
    assert.equal(chain({}, { description: 'x', repeats: 3, engine: 'wasm' }), plain);
  });

  it('is that of variants alone', () => {
    assert.equal(ancestryOf({ 'a.ferexp.json': { initFrom: { run: 'r' } } }), undefined);
    assert.equal(ancestryOf({ 'a.ferexp.json': {} }), undefined);
  });
});

describe('pairedRepeat', () => {
  it('goes in pairs as far as there are as many, then to the first', () => {
    assert.deepEqual(
      [0, 1, 2].map((repeat) => pairedRepeat(repeat, 2)),
      [0, 1, 0],
    );
  });
});

describe('initFrom of a variant', () => {
  it('replaces that of the file as a whole', () => {
    const found = lineage(
      {
        'a.ferexp.json': {
          initFrom: { experiment: 'b.ferexp.json', variant: 'flip' },
          variants: { own: { initFrom: { experiment: 'c.ferexp.json' } }, run: { initFrom: { run: 'r' } } },
        },
        'c.ferexp.json': {},
      },
      'own',
    );
    assert.deepEqual(words(found), ['c.ferexp.json (base)']);
  });
});

describe('teacherOf', () => {
  const learning = (from: object, others: object = {}) => ({ techniques: { distillation: { from } }, ...others });

  /** Of the base variant of a.ferexp.json, among files given by name. */
  function teacher(files: Readonly<Record<string, object>>, variant = 'base') {
    const texts = new Map(
      Object.entries(files).map(([name, content]) => [inFolder(name), textOf({ ...example(), ...content })]),
    );
    const all = new ExperimentFiles((file) => texts.get(file));
    const file = inFolder('a.ferexp.json');
    const [resolved] = resolveRuns(all.get(file)!.file!, { path: file, variants: [variant], repeats: [0] });
    const found = teacherOf(resolved!, all);
    return {
      found,
      words: found?.origin && originWords(found.origin, file),
      ancestry: teacherAncestry(resolved!, all),
    };
  }

  it('is a variant of this file or of another, or a run', () => {
    const own = { 'a.ferexp.json': { variants: { small: learning({ variant: 'base' }) } } };
    assert.equal(teacher(own, 'small').words, 'variant "base"');
    const other = teacher({ 'a.ferexp.json': learning({ experiment: 'b.ferexp.json' }), 'b.ferexp.json': {} });
    assert.equal(other.words, 'b.ferexp.json (base)');
    assert.match(other.ancestry!, /^[0-9a-f]{12}$/);
    assert.equal(teacher({ 'a.ferexp.json': learning({ run: 'runs/r1' }) }).words, 'run r1');
    assert.equal(teacher({ 'a.ferexp.json': {} }).found, undefined);
  });

  it('has another ancestry when it, or what it starts from, is trained otherwise', () => {
    const of = (b: object, c: object) =>
      teacher({
        'a.ferexp.json': learning({ experiment: 'b.ferexp.json' }),
        'b.ferexp.json': { initFrom: { experiment: 'c.ferexp.json' }, ...b },
        'c.ferexp.json': c,
      }).ancestry;
    const [first, again, ...others] = [of({}, {}), of({}, {}), of({ seed: 9 }, {}), of({}, { seed: 9 })];
    assert.equal(first, again);
    assert.equal(new Set([first, ...others]).size, 3);
  });

  it('has another ancestry when a teacher behind it is trained otherwise, its own or that of what it starts from', () => {
    const files = (large: object) => ({
      'a.ferexp.json': learning({ experiment: 'b.ferexp.json' }),
      'b.ferexp.json': { initFrom: { experiment: 'c.ferexp.json' }, ...learning({ experiment: 'd.ferexp.json' }) },
      'c.ferexp.json': learning({ experiment: 'e.ferexp.json' }),
      'd.ferexp.json': {},
      'e.ferexp.json': {},
      ...large,
    });
    const of = (large: object) => teacher(files(large)).ancestry;
    const [first, again, ...others] = [
      of({}),
      of({ 'd.ferexp.json': { description: 'the same' } }),
      of({ 'd.ferexp.json': { seed: 9 } }),
      of({ 'e.ferexp.json': { seed: 9 } }),
    ];
    assert.equal(first, again);
    assert.equal(new Set([first, ...others]).size, 3);
    const started = (large: object) => {
      const all = files(large);
      const { resolved, all: read } = known({ ...all, 'a.ferexp.json': { initFrom: { experiment: 'b.ferexp.json' } } });
      return originAncestry(resolved, read);
    };
    assert.notEqual(started({}), started({ 'd.ferexp.json': { seed: 9 } }));
    assert.notEqual(started({}), started({ 'e.ferexp.json': { seed: 9 } }));
  });

  it('ends in a circle behind it', () => {
    const circle = { 'b.ferexp.json': learning({ experiment: 'b.ferexp.json' }) };
    assert.equal(
      teacher({ 'a.ferexp.json': learning({ experiment: 'b.ferexp.json' }), ...circle }).ancestry,
      undefined,
    );
  });

  it('replaces that of the file in a variant, whatever it is named by', () => {
    const file = { ...learning({ run: 'runs/r1' }), variants: { other: learning({ variant: 'base' }) } };
    assert.equal(teacher({ 'a.ferexp.json': file }, 'other').words, 'variant "base"');
  });

  it('finds circles, by teachers and by warm starts', () => {
    const itself = teacher({ 'a.ferexp.json': learning({ variant: 'base' }) }).found!;
    assert.deepEqual([itself.obstacle?.kind, itself.obstacle?.whole], ['cycle', true]);
    assert.equal(itself.obstacle!.message, '"base" would learn from itself.');
    const mixed = teacher({
      'a.ferexp.json': learning({ experiment: 'b.ferexp.json' }),
      'b.ferexp.json': { initFrom: { experiment: 'c.ferexp.json' } },
      'c.ferexp.json': learning({ experiment: 'a.ferexp.json' }),
    }).found!;
    assert.equal(
      mixed.obstacle!.message,
      'None of these can begin, because each needs the next: a.ferexp.json (base) → b.ferexp.json (base) → ' +
        'c.ferexp.json (base) → a.ferexp.json (base).',
    );
    const behind = teacher({
      'a.ferexp.json': learning({ experiment: 'b.ferexp.json' }),
      'b.ferexp.json': learning({ experiment: 'b.ferexp.json' }),
    }).found!;
    assert.deepEqual([behind.obstacle?.kind, behind.obstacle?.whole], ['cycle', false]);
  });

  it('is missing, not valid or has no such variant', () => {
    const of = (from: object, others: Readonly<Record<string, object>> = {}) =>
      teacher({ 'a.ferexp.json': learning(from), ...others }).found!.obstacle!;
    assert.equal(of({ experiment: 'b.ferexp.json' }).kind, 'missing');
    assert.equal(of({ experiment: 'b.ferexp.json' }, { 'b.ferexp.json': { training: {} } }).kind, 'invalid');
    const unknown = of({ variant: 'bas' });
    assert.deepEqual([unknown.kind, unknown.suggestion], ['variant-unknown', 'base']);
  });
});
