/**
 * Halves the length of ajv's generated code, which makes up a third of the extension and is read at every start. Errors keep
 * `instancePath`, `keyword` and the parameters that our own messages need.
 */

/** Parameters that only ajv's own messages would use; the schema has the same values. */
const unusedParameters = [
  'comparison',
  'limit',
  'allowedValue',
  'allowedValues',
  'passingSchemas',
  'pattern',
  'format',
];

export function compactValidators(code: string): string {
  const reduced = code.replace(/schemaPath:"[^"]*",/g, '').replace(/params:\{[^{}]*\}/g, withoutUnused);
  // The same three statements for every rule become one call.
  const short = reduced.replace(
    /const (err\d+) = (\{[^;]*?\});if\(vErrors === null\)\{vErrors = \[\1\];\}else \{vErrors\.push\(\1\);\}errors\+\+;/g,
    'vErrors = withError(vErrors, $2);errors++;',
  );
  if (/const err\d+ =/.test(short)) throw new Error('ajv generates other code than compactValidators knows.');
  return `${short}\nfunction withError(errors, error){if(errors === null)return [error];errors.push(error);return errors;}\n`;
}

function withoutUnused(params: string): string {
  const name = /^params:\{\s*(\w+)/.exec(params)?.[1];
  return name !== undefined && unusedParameters.includes(name) ? 'params:{}' : params;
}
