import assert from 'node:assert/strict';
import { techniques } from '../../../runner/techniques/registry';
import { actsOn } from '../../../schemas/actsOn';
import schema from '../../../schemas/generated/experiment.schema.json';

describe('the registry of techniques', () => {
  it('names exactly the techniques of the schema', () => {
    const inSchema = Object.keys(schema.definitions.techniques.properties);
    assert.deepEqual(techniques.map(({ name }) => name).sort(), inSchema.sort());
  });

  it('has each act on what its fragment names', () => {
    const definitions: Readonly<Record<string, object>> = schema.definitions;
    for (const { name, actsOn: what } of techniques)
      assert.deepEqual({ name, ...definitions[name] }, { name, ...definitions[name], actsOn: what });
  });

  it('is in the order that data flows', () => {
    const order = techniques.map((technique) => actsOn.indexOf(technique.actsOn));
    assert.deepEqual(
      order,
      [...order].sort((a, b) => a - b),
    );
  });
});
