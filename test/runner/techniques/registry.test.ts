import assert from 'node:assert/strict';
import { techniques } from '../../../runner/techniques';
import { stages } from '../../../runner/techniques/technique';
import schema from '../../../schemas/experiment.schema.json';

describe('the registry of techniques', () => {
  it('names exactly the techniques of the schema', () => {
    const inSchema = Object.keys(schema.definitions.techniques.properties);
    assert.deepEqual(techniques.map(({ name }) => name).sort(), inSchema.sort());
  });

  it('is in the order that data flows', () => {
    const order = techniques.map(({ stage }) => stages.indexOf(stage));
    assert.deepEqual(
      order,
      [...order].sort((a, b) => a - b),
    );
  });
});
