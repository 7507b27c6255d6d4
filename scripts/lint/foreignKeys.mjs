/**
 * A lint rule: no look-up in a plain object of a text that may come from elsewhere. `constructor` and `__proto__` are found
 * there without anyone having put them in. A Map, or `own(object, key)`, finds only what was put in. Needs types.
 */
import ts from 'typescript';

export const foreignKeys = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      plain:
        'A plain object has "constructor" and "__proto__" of itself: look a text up with own() of schemas/own.ts, or in a Map.',
    },
  },
  create(context) {
    const { program, esTreeNodeToTSNodeMap } = context.sourceCode.parserServices;
    const checker = program.getTypeChecker();
    const typeOf = (node) => checker.getTypeAtLocation(esTreeNodeToTSNodeMap.get(node));
    return {
      MemberExpression(node) {
        if (!node.computed || isGivenValue(node)) return;
        if ((typeOf(node.property).flags & ts.TypeFlags.String) === 0) return;
        const object = checker.getNonNullableType(typeOf(node.object));
        if (checker.getIndexInfoOfType(object, ts.IndexKind.String) !== undefined) {
          context.report({ node, messageId: 'plain' });
        }
      },
    };
  },
};

/** Is it what a value is put into, and not read? */
function isGivenValue(node) {
  const { parent } = node;
  return parent.type === 'AssignmentExpression' && parent.operator === '=' && parent.left === node;
}
