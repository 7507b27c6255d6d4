/** Registers the language features of `initFrom`: lenses, hovers and completions. */
import * as vscode from 'vscode';
import { Owner } from '../../disposables';
import type { RunTracker } from '../../runs/runTracker';
import type { WarmStartKnowledge } from '../../runs/warmStartKnowledge';
import { experimentSelector, type ParsedDocuments } from '../../documents/parsedDocuments';
import { InitFromCompletions } from './completions';
import { InitFromHover } from './hover';
import { InitFromLenses } from './lenses';

export class InitFromFeatures extends Owner {
  constructor(documents: ParsedDocuments, knowledge: WarmStartKnowledge, tracker: RunTracker) {
    super();
    const { languages } = vscode;
    const completions = new InitFromCompletions(documents, tracker);
    this.own(languages.registerCodeLensProvider(experimentSelector, new InitFromLenses(documents, knowledge)));
    this.own(languages.registerHoverProvider(experimentSelector, new InitFromHover(documents, knowledge)));
    this.own(languages.registerCompletionItemProvider(experimentSelector, completions, '"', '/'));
  }
}
