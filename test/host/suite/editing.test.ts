import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import schema from '../../../schemas/generated/experiment.schema.json';
import { waitFor } from './waitFor';
import { activated, after, fileIn, open, replace } from './workspace';

const execute = <T>(command: string, ...args: unknown[]): Thenable<T> =>
  vscode.commands.executeCommand<T>(command, ...args);

async function completionsAt(document: vscode.TextDocument, position: vscode.Position) {
  const list = await execute<vscode.CompletionList>('vscode.executeCompletionItemProvider', document.uri, position);
  return list.items;
}

const labelOf = ({ label }: vscode.CompletionItem): string => (typeof label === 'string' ? label : label.label);

function diagnosticsOf(document: vscode.TextDocument): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(document.uri);
}

describe('an experiment file in the editor', () => {
  let editor: vscode.TextEditor;
  before(async () => {
    await activated();
  });
  let original: string;
  beforeEach(async () => {
    editor = await open('language.ferexp.json');
    original = editor.document.getText();
  });
  // By what the document says: a command acts on the editor that happens to be in front.
  afterEach(async () => {
    const { document } = editor;
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, whole, original);
    if (document.getText() !== original) assert.ok(await vscode.workspace.applyEdit(edit));
    // The editor refuses to save while it is busy with an earlier change.
    await waitFor(async () => !document.isDirty || document.save(), 'the document to be saved');
    await execute('workbench.action.closeAllEditors');
    assert.equal(document.getText(), original);
  });

  it('is a language of its own, which the JSON service leaves alone', () => {
    assert.equal(editor.document.languageId, 'ferexp');
  });

  it('completes settings from the schema', async () => {
    await replace(editor, '"epochs": 2,', '"epochs": 2, ');
    const position = after(editor.document, '"epochs": 2, ');
    const labels = await waitFor(async () => {
      const found = await completionsAt(editor.document, position);
      return found.map(labelOf).includes('optimizer') && found;
    }, 'completion of settings');
    assert.ok(labels.map(labelOf).includes('schedule'));
    assert.ok(!labels.map(labelOf).includes('epochs'), 'a setting that is there is not offered again');
    const row = labels.find((item) => labelOf(item) === 'gradientAccumulation')?.label;
    assert.deepEqual(row, { label: 'gradientAccumulation', description: 'whole number · default 1' });
  });

  it('completes the data files that exist', async () => {
    const position = after(editor.document, '"source": "data');
    const item = await waitFor(
      async () => (await completionsAt(editor.document, position)).find((found) => labelOf(found) === 'data/faces.csv'),
      'data file among the completions',
    );
    assert.equal(item.insertText, '"data/faces.csv"');
  });

  it('explains a setting with what it gave', async () => {
    const hovers = await waitFor(async () => {
      const position = after(editor.document, '"horizontalFl');
      const found = await execute<vscode.Hover[]>('vscode.executeHoverProvider', editor.document.uri, position);
      return found.length > 0 && found;
    }, 'hover');
    const text = hovers.flatMap(({ contents }) =>
      contents.map((part) => (typeof part === 'string' ? part : part.value)),
    );
    assert.match(text.join('\n'), /51\.78 → 59\.6 %/);
  });

  it('offers every technique and network, and teaches on hover what each does and what it gave', async () => {
    const { techniques, model } = schema.definitions;
    const names = Object.keys(techniques.properties);
    await replace(editor, '"epochs": 2,', '"epochs": 2 }, "techniques": { }, "training": { "epochs": 2,');
    const offered = async (text: string): Promise<string[]> => {
      const position = after(editor.document, text);
      return waitFor(async () => {
        const found = (await completionsAt(editor.document, position)).map(labelOf);
        return found.length > 0 && found;
      }, `completions after ${text}`);
    };
    const labels = await offered('"techniques": { ');
    assert.deepEqual(
      names.filter((name) => !labels.includes(name)),
      [],
    );
    const networks = await offered('"type": "');
    assert.deepEqual(
      model.properties.type.enum.filter((name) => !networks.some((label) => label.includes(name))),
      [],
    );
    for (const name of names) {
      await replace(editor, '"techniques": { ', `"techniques": { "${name}": {}, `);
      const position = after(editor.document, `"techniques": { "${name.slice(0, 2)}`);
      const hovers = await waitFor(async () => {
        const found = await execute<vscode.Hover[]>('vscode.executeHoverProvider', editor.document.uri, position);
        return found.length > 0 && found;
      }, `hover of ${name}`);
      const text = hovers.flatMap(({ contents }) =>
        contents.map((part) => (typeof part === 'string' ? part : part.value)),
      );
      assert.ok(text.join('\n').length > 150, `${name}: ${text.join('\n')}`);
      await replace(editor, `"techniques": { "${name}": {}, `, '"techniques": { ');
    }
  });

  const faults: readonly [string, string, string, RegExp, string?][] = [
    ['a misspelt setting', '"training"', '"trianing"', /Did you mean "training"/, 'Change to "training"'],
    ['a misspelt value', '"smallCnn"', '"smalCnn"', /Did you mean "smallCnn"/, 'Change to "smallCnn"'],
    ['a wrong type', '"epochs": 2', '"epochs": "2"', /whole number/, 'Change to 2'],
    ['a value out of range', '"batchSize": 16', '"batchSize": 0', /from 1 to 4096/],
    ['a key given twice', '"epochs": 2', '"epochs": 2, "epochs": 3', /given twice/],
    ['a missing setting', '"model": { "type": "smallCnn" },', '', /lacks "model"/],
    ['a missing comma', '"version": 1,', '"version": 1', /comma/],
    [
      'a wrong setting in a variant',
      '"horizontalFlip"',
      '"horizontalFlp"',
      /horizontalFlip/,
      'Change to "horizontalFlip"',
    ],
    [
      'a name that cannot be one',
      '"name": "language"',
      '"name": "My Language"',
      /cannot name a folder/,
      'Change to "my-language"',
    ],
    ['data that is not there', 'faces.csv', 'face.csv', /does not exist/, 'Change to "data/faces.csv"'],
    ['a start from itself', '"variants": {', '"initFrom": { "variant": "base" }, "variants": {', /start from itself/],
  ];
  for (const [what, text, wrong, message, mend] of faults) {
    it(`tells ${what} once, as an error of ours`, async () => {
      await replace(editor, text, wrong);
      await waitFor(() => diagnosticsOf(editor.document).length > 0, 'diagnostic');
      const actions = await execute<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        editor.document.uri,
        diagnosticsOf(editor.document)[0]!.range,
      );
      // Whatever else would say something has had its time by now.
      await completionsAt(editor.document, new vscode.Position(1, 2));
      await new Promise((resolve) => setTimeout(resolve, 500));
      const found = diagnosticsOf(editor.document);
      assert.deepEqual(
        found.map(({ source, severity }) => [source, severity]),
        [['FER Experiments', vscode.DiagnosticSeverity.Error]],
        found.map((diagnostic) => diagnostic.message).join('\n'),
      );
      assert.match(found[0]!.message, message);
      if (mend === undefined) return;
      const action = actions.find(({ title }) => title === mend);
      assert.ok(action?.edit, `among ${actions.map(({ title }) => title).join(', ')}`);
      assert.ok(await vscode.workspace.applyEdit(action.edit));
      await waitFor(() => diagnosticsOf(editor.document).length === 0, 'end of the diagnostics');
    });
  }

  it('counts in the tree all that the editor tells', async () => {
    const { experiments } = await activated();
    const description = (): string | undefined => {
      const [row] = experiments.getChildren().filter((node) => node.kind === 'experiment' && node.name === 'language');
      return row && String(experiments.getTreeItem(row).description);
    };
    await replace(editor, 'faces.csv', 'face.csv');
    await editor.document.save();
    await waitFor(() => description()?.startsWith('1 error'), 'an error in the tree');
    await replace(editor, 'face.csv', 'faces.csv');
    await editor.document.save();
    await waitFor(() => description()?.startsWith('not run yet'), 'a tree without errors');
  });

  it('renames a variant in all files, and finds where it is named', async () => {
    const uri = editor.document.uri;
    const other = vscode.Uri.file(fileIn('follower.ferexp.json'));
    const text = editor.document.getText().replace(/"name": "language"/, '"name": "follower"');
    const origin = '"initFrom": { "experiment": "language.ferexp.json", "variant": "flip" },\n  "version"';
    await vscode.workspace.fs.writeFile(other, Buffer.from(text.replace('"version"', origin)));
    try {
      const position = after(editor.document, '"fli');
      const found = await waitFor(async () => {
        const places = await execute<vscode.Location[]>('vscode.executeReferenceProvider', uri, position);
        return places.length === 2 && places;
      }, 'references of both files');
      assert.deepEqual(found.map((place) => path.basename(place.uri.fsPath)).sort(), [
        'follower.ferexp.json',
        'language.ferexp.json',
      ]);
      const edit = await execute<vscode.WorkspaceEdit>('vscode.executeDocumentRenameProvider', uri, position, 'mirror');
      assert.equal(edit.entries().length, 2);
      const symbols = await execute<vscode.SymbolInformation[]>('vscode.executeWorkspaceSymbolProvider', 'flip');
      assert.ok(symbols.some(({ name, containerName }) => name === 'flip' && containerName === 'language'));
    } finally {
      await vscode.workspace.fs.delete(other);
    }
  });

  it('has lenses that run it and its variants', async () => {
    const lenses = await waitFor(async () => {
      const found = await execute<vscode.CodeLens[]>('vscode.executeCodeLensProvider', editor.document.uri, 20);
      return found.length > 0 && found;
    }, 'lens');
    const titles = lenses.map(({ command, range }) => `${range.start.line} ${command?.title}`);
    assert.deepEqual(titles.sort(), [
      '0 $(database) Data',
      '0 $(eye) Preview augmentation',
      '0 $(graph) Show results',
      '0 $(play) Run',
      '0 $(run-all) Run 2 variants',
      '7 $(eye) Preview',
      '7 $(play) Run',
    ]);
  });

  it('links its paths', async () => {
    const links = await waitFor(async () => {
      const found = await execute<vscode.DocumentLink[]>('vscode.executeLinkProvider', editor.document.uri, 20);
      return found.length > 0 && found;
    }, 'link');
    assert.deepEqual(
      links.map(({ target, range }) => [target?.fsPath, editor.document.getText(range)]),
      [[fileIn('data/faces.csv'), 'data/faces.csv']],
    );
  });

  it('has an outline with its sections and variants', async () => {
    const symbols = await waitFor(async () => {
      const uri = editor.document.uri;
      const found = await execute<vscode.DocumentSymbol[] | undefined>('vscode.executeDocumentSymbolProvider', uri);
      return found && found.length > 0 && found;
    }, 'outline');
    const variants = symbols.find(({ name }) => name === 'variants');
    assert.ok(symbols.some(({ name }) => name === 'training'));
    assert.deepEqual(
      variants?.children.map(({ name }) => name),
      ['flip'],
    );
  });

  it('shows parameters of the network beside its name', async () => {
    const range = new vscode.Range(0, 0, editor.document.lineCount, 0);
    const hints = await waitFor(async () => {
      const uri = editor.document.uri;
      const found = await execute<vscode.InlayHint[]>('vscode.executeInlayHintProvider', uri, range);
      return found.length > 0 && found;
    }, 'inlay hint');
    assert.deepEqual(
      hints.map(({ label }) => label),
      ['· 200,551 parameters'],
    );
  });
});
