/**
 * A lint rule: no lookup in a plain object by a text that may come from outside, because objects inherit `constructor` and
 * `__proto__`. A Map, or `own(object, key)`, finds only the object's own keys. Needs types.
 */
import ts from 'typescript';

export const foreignKeys = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      plain:
        'A plain object inherits "constructor" and "__proto__": look a text up with own() of schemas/own.ts, or in a Map.',
    },
  },
  create(context) {
    const { program, esTreeNodeToTSNodeMap } = context.sourceCode.parserServices;
    const checker = program.getTypeChecker();
    const typeOf = (node) => checker.getTypeAtLocation(esTreeNodeToTSNodeMap.get(node));
    return {
      MemberExpression(node) {
        if (!node.computed || isAssigned(node)) return;
        if ((typeOf(node.property).flags & ts.TypeFlags.String) === 0) return;
        const object = checker.getNonNullableType(typeOf(node.object));
        if (checker.getIndexInfoOfType(object, ts.IndexKind.String) !== undefined) {
          context.report({ node, messageId: 'plain' });
        }
      },
    };
  },
};

/** Whether the expression is assigned to, not read. */
function isAssigned(node) {
  const { parent } = node;
  return parent.type === 'AssignmentExpression' && parent.operator === '=' && parent.left === node;
}
