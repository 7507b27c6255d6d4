/** A lint rule: numbers and times for people are formatted by words/, so that they look the same everywhere. */

const methods = new Set([
  'toFixed',
  'toPrecision',
  'toExponential',
  'toLocaleString',
  'toLocaleDateString',
  'toLocaleTimeString',
]);
const formats = new Set(['NumberFormat', 'DateTimeFormat', 'RelativeTimeFormat', 'DurationFormat', 'PluralRules']);

export const numberWords = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { words: 'Numbers and times are written by words/numbers.ts and words/times.ts: {{use}}' },
  },
  create(context) {
    const report = (node, use) => context.report({ node, messageId: 'words', data: { use } });
    return {
      MemberExpression(node) {
        if (node.computed) return;
        const { name } = node.property;
        if (methods.has(name)) report(node, `take decimal(), count(), percent() … or exactTime() for ${name}.`);
        if (node.object.name === 'Intl' && formats.has(name)) report(node, `they know Intl.${name}.`);
      },
      // A percentage in a template: `${100 * share} %`.
      TemplateElement(node) {
        if (node.parent.quasis.indexOf(node) > 0 && /^[ \u00a0]%/.test(node.value.cooked ?? '')) {
          report(node, 'take percent() or share() for what stands before the %.');
        }
      },
      JSXText(node) {
        const { children = [] } = node.parent;
        const before = children[children.indexOf(node) - 1];
        if (before?.type === 'JSXExpressionContainer' && /^\s*%/.test(node.value)) {
          report(node, 'take percent() or share() for what stands before the %.');
        }
      },
    };
  },
};
