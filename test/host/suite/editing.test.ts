import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { waitFor } from './waitFor';
import { activated, after, fileIn, open, replace } from './workspace';

const execute = <T>(command: string, ...args: unknown[]): Thenable<T> =>
  vscode.commands.executeCommand<T>(command, ...args);

async function completionsAt(document: vscode.TextDocument, position: vscode.Position) {
  const list = await execute<vscode.CompletionList>('vscode.executeCompletionItemProvider', document.uri, position);
  return list.items;
}

const labelOf = ({ label }: vscode.CompletionItem): string => (typeof label === 'string' ? label : label.label);

function diagnosticsOf(document: vscode.TextDocument, source?: string): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(document.uri).filter((item) => source === undefined || item.source === source);
}

describe('an experiment file in the editor', () => {
  let editor: vscode.TextEditor;
  before(async () => {
    await activated();
  });
  beforeEach(async () => (editor = await open('language.ferexp.json')));
  afterEach(async () => {
    await execute('workbench.action.files.revert');
    await execute('workbench.action.closeActiveEditor');
  });

  it('is JSON with comments', () => {
    assert.equal(editor.document.languageId, 'jsonc');
  });

  it('completes settings from the schema', async () => {
    await replace(editor, '"epochs": 2,', '"epochs": 2, ');
    const position = after(editor.document, '"epochs": 2, ');
    const labels = await waitFor(async () => {
      const found = (await completionsAt(editor.document, position)).map(labelOf);
      return found.includes('optimizer') && found;
    }, 'completion of the JSON service');
    assert.ok(labels.includes('schedule'));
    assert.ok(!labels.includes('epochs'), 'a setting that is there is not offered again');
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

  it('finds wrong structure through the schema, once, and offers the mend', async () => {
    await replace(editor, '"training"', '"trianing"');
    const found = await waitFor(() => {
      const all = diagnosticsOf(editor.document);
      return all.some(({ message }) => /trianing/.test(message)) && all;
    }, 'diagnostic of the JSON service');
    assert.equal(found.filter(({ message }) => /trianing/.test(message)).length, 1);
    assert.deepEqual(diagnosticsOf(editor.document, 'FER Experiments'), []);
    const range = new vscode.Range(after(editor.document, '"tri'), after(editor.document, '"tri'));
    const actions = await execute<vscode.CodeAction[]>('vscode.executeCodeActionProvider', editor.document.uri, range);
    const mend = actions.find(({ title }) => title === 'Change to "training"');
    assert.ok(mend?.edit, `among ${actions.map(({ title }) => title).join(', ')}`);
    assert.ok(await vscode.workspace.applyEdit(mend.edit));
    await waitFor(() => diagnosticsOf(editor.document).length === 0, 'end of the diagnostics');
  });

  it('finds data that is not there, which no schema can, and offers the mend', async () => {
    assert.deepEqual(diagnosticsOf(editor.document, 'FER Experiments'), []);
    await replace(editor, 'faces.csv', 'face.csv');
    const [diagnostic] = await waitFor(() => {
      const own = diagnosticsOf(editor.document, 'FER Experiments');
      return own.length > 0 && own;
    }, 'diagnostic of ours');
    assert.equal(diagnostic?.code, 'file-missing');
    assert.equal(diagnostic.severity, vscode.DiagnosticSeverity.Error);
    const uri = editor.document.uri;
    const actions = await execute<vscode.CodeAction[]>('vscode.executeCodeActionProvider', uri, diagnostic.range);
    const mend = actions.find(({ title }) => title === 'Change to "data/faces.csv"');
    assert.ok(mend?.edit, `among ${actions.map(({ title }) => title).join(', ')}`);
    assert.ok(await vscode.workspace.applyEdit(mend.edit));
    await waitFor(() => diagnosticsOf(editor.document, 'FER Experiments').length === 0, 'end of the diagnostic');
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
    }, 'outline of the JSON service');
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
      ['200,551 parameters'],
    );
  });
});
