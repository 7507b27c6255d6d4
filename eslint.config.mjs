import tseslint from 'typescript-eslint';
import { noCycle } from './scripts/lint/cycles.mjs';
import { foreignKeys } from './scripts/lint/foreignKeys.mjs';
import { numberWords } from './scripts/lint/numberWords.mjs';

/** Which rooms each room may import. The arrows point one way; cli/ alone joins the runner and the results. */
const rooms = {
  schemas: [],
  words: ['schemas'],
  experiment: ['schemas', 'words'],
  storage: ['schemas', 'words', 'experiment'],
  runner: ['schemas', 'words', 'experiment', 'storage'],
  results: ['schemas', 'words', 'experiment', 'storage'],
  figures: ['schemas', 'words'],
  pdf: [],
  cli: ['schemas', 'words', 'experiment', 'storage', 'runner', 'results', 'figures', 'pdf'],
  extension: ['schemas', 'words', 'experiment', 'storage', 'results', 'pdf'],
  webview: ['schemas', 'words', 'figures'],
  demo: ['schemas', 'words', 'runner'],
};

/** Inside the runner, from the ground up. `random.ts`, `progress.ts` and `childProcess.ts` are for all. */
const runnerRooms = {
  files: [],
  engine: [],
  data: ['files'],
  techniques: ['engine'],
  models: ['engine', 'files'],
  train: ['engine', 'data', 'techniques', 'models'],
  weights: ['engine', 'files', 'models', 'train'],
  parallel: ['engine', 'files', 'models', 'train', 'weights'],
  evaluate: ['engine', 'data', 'techniques'],
  features: ['engine', 'data', 'techniques', 'train', 'evaluate'],
  faces: ['data'],
  audit: ['data', 'faces'],
  explain: ['engine', 'data', 'techniques', 'models', 'weights', 'evaluate', 'faces'],
  run: ['engine', 'data', 'techniques', 'models', 'train', 'weights', 'parallel', 'evaluate', 'features'],
  preview: ['data', 'techniques', 'faces', 'run'],
  exported: ['engine', 'models', 'weights', 'run'],
  imported: ['files', 'data', 'evaluate', 'run'],
  measure: ['engine', 'data', 'models', 'train', 'parallel', 'evaluate', 'explain', 'run'],
};

/** Inside the extension. `access.ts` and `disposables.ts` are for all; the files beside them join everything. */
const extensionRooms = {
  documents: [],
  runs: ['documents'],
  language: ['documents', 'runs'],
  views: ['documents', 'runs'],
  commands: ['documents', 'runs', 'language', 'views'],
  agents: ['documents', 'runs', 'views', 'commands'],
};

const vscode = { group: ['vscode'], message: 'Only extension/ knows VS Code.' };
const tensorflow = { group: ['@tensorflow/*'], message: 'Only runner/ knows TensorFlow.js.' };
const node = { group: ['node:*', 'fs', 'path', 'os'], message: 'Webviews run in a browser.' };

function room(name, forbidden, extra = {}) {
  const others = Object.keys(rooms).filter((other) => other !== name && !rooms[name].includes(other));
  const walls = others.map((other) => ({
    regex: `^(\\.\\./)+${other}(/|$)`,
    message: `${name}/ may import ${rooms[name].join(', ') || 'nothing of ours'}.`,
  }));
  return {
    files: [`${name}/**/*.{ts,tsx}`],
    ...extra,
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns: [...walls, ...forbidden] }] },
  };
}

const backends = {
  group: ['@tensorflow/tfjs-backend-*', '@tensorflow/tfjs-node*'],
  message: 'Only runner/engine/ imports a backend.',
};
const tfValues = {
  group: ['@tensorflow/tfjs', '@tensorflow/tfjs-core', '@tensorflow/tfjs-layers'],
  allowTypeImports: true,
  message: 'Use the engine’s tf: each engine brings its own instance. Types may be imported.',
};

/** A room inside a room: what the outer one may import, and of its neighbours only those that it names. */
function innerRoom(outer, inner, name, forbidden) {
  const others = Object.keys(inner).filter((other) => other !== name && !inner[name].includes(other));
  const walls = others.map((other) => ({
    regex: `^(\\.\\./)+${other}(/|$)`,
    message: `${outer}/${name}/ may import ${inner[name].join(', ') || 'no other room'} of ${outer}/.`,
  }));
  return { ...room(outer, [...forbidden, ...walls]), files: [`${outer}/${name}/**/*.ts`] };
}

/** Drawn 60 times a second for as long as a run trains: without a graphics card, that costs the run a third of its cores. */
const turns = 'Icons do not turn: see docs/decisions/0020-still-icons.md.';

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'node_modules/',
      '.cache/',
      'coverage/',
      'schemas/generated/',
      'test-results/',
      'runner/engine/wasm/kernels/',
    ],
  },
  ...tseslint.configs.strict,
  { plugins: { ours: { rules: { 'foreign-keys': foreignKeys, 'number-words': numberWords, 'no-cycle': noCycle } } } },
  {
    files: ['**/*.{ts,tsx}'],
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-explicit-any': 'error',
      'max-lines': ['error', { max: 350, skipBlankLines: true, skipComments: true }],
    },
  },
  room('schemas', [vscode, tensorflow]),
  room('words', [vscode, tensorflow, node]),
  room('experiment', [vscode, tensorflow]),
  room('storage', [vscode, tensorflow]),
  ...Object.keys(runnerRooms).map((name) =>
    innerRoom('runner', runnerRooms, name, [vscode, ...(name === 'engine' ? [] : [backends, tfValues])]),
  ),
  room('cli', [vscode, backends, tfValues]),
  room('results', [vscode, tensorflow]),
  room('extension', [tensorflow]),
  ...Object.keys(extensionRooms).map((name) => innerRoom('extension', extensionRooms, name, [tensorflow])),
  room('figures', [vscode, tensorflow, node]),
  room('pdf', [vscode, tensorflow]),
  room('webview', [vscode, tensorflow, node]),
  room('demo', [vscode, node]),
  {
    // A program found by a bare name may be one that the folder of experiments brought: see storage/machine/program.ts.
    files: ['{experiment,storage,runner,cli,results,extension}/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector:
            'CallExpression[callee.name=/^(spawn|spawnSync|exec|execSync|execFile|execFileSync|fork|execute|run)$/] > Literal.arguments:first-child[value=/^[^\\u002F]*$/]',
          message: 'Start programs by their full path: findProgram of storage/machine/program.ts.',
        },
        {
          selector: ':matches(Literal[value=/~spin\\b/], TemplateElement[value.raw=/~spin\\b/])',
          message: turns,
        },
      ],
    },
  },
  {
    files: ['{webview,demo}/**/*.tsx'],
    rules: { 'no-restricted-syntax': ['error', { selector: 'JSXAttribute[name.name="spin"]', message: turns }] },
  },
  {
    // Each file of a run directory has one reader, storage/run/runFile.ts: what another would believe, nobody checked.
    files: ['{runner,cli,results,extension}/**/*.ts'],
    ignores: ['runner/engine/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '(^|/)storage/files/read$',
              importNames: ['readJson', 'readJsonIfThere'],
              message: 'Files of a run directory are read by storage/run/runFile.ts.',
            },
          ],
        },
      ],
    },
  },
  {
    files: [`{${Object.keys(rooms).join(',')}}/**/*.{ts,tsx}`],
    ignores: ['schemas/own.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },

    rules: { 'ours/foreign-keys': 'error' },
  },
  {
    files: [`{${Object.keys(rooms).join(',')}}/**/*.{ts,tsx}`],
    ignores: ['words/**'],
    rules: { 'ours/number-words': 'error' },
  },
  {
    files: [`{${Object.keys(rooms).join(',')}}/**/*.{ts,tsx}`],
    rules: { 'ours/no-cycle': ['error', Object.keys(rooms)] },
  },
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
);
