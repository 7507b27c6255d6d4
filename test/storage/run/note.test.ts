import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { changeNote, readNote, readNoteOrProblem } from '../../../storage/run/note';
import { UserError } from '../../../schemas/userError';
import { longestNote } from '../../../schemas/userNote';
import { temporaryFolder } from '../temporaryFolder';

describe('the note of a run', () => {
  const folder = temporaryFolder();
  const file = (): string => path.join(folder.path, 'note.json');

  it('is not there until someone says something', async () => {
    assert.equal(await readNote(folder.path), undefined);
    await changeNote(folder.path, { starred: false });
    assert.deepEqual(readdirSync(folder.path), []);
  });

  it('is kept with the star, each as it is while the other changes, and goes with the last of them', async () => {
    await changeNote(folder.path, { starred: true });
    await changeNote(folder.path, { note: ' first line\r\nsecond <b>line</b>\n' });
    assert.deepEqual(await readNote(folder.path), { starred: true, note: 'first line\nsecond <b>line</b>' });
    await changeNote(folder.path, { starred: false });
    assert.deepEqual(await readNote(folder.path), { note: 'first line\nsecond <b>line</b>' });
    assert.deepEqual(readdirSync(folder.path), ['note.json']);
    await changeNote(folder.path, { note: '' });
    assert.deepEqual(readdirSync(folder.path), []);
  });

  it('has a longest length, and a longer one changes nothing', async () => {
    const longest = 'x'.repeat(longestNote);
    await changeNote(folder.path, { note: `${longest}\n` });
    await assert.rejects(changeNote(folder.path, { note: `${longest}y` }), (error) => {
      assert.ok(error instanceof UserError && error.exitCode === 2);
      assert.equal(error.message, 'The note has 4,001 characters; at most 4,000 were expected.');
      return true;
    });
    assert.deepEqual(await readNote(folder.path), { note: longest });
  });

  for (const [what, content] of [
    ['is cut off', '{"version":1,"starred":tr'],
    ['is empty', ''],
    ['is a list', '[]'],
    ['has another form', '{"version":1,"starred":"yes","text":""}'],
    ['is of another version', '{"version":2,"starred":true,"text":""}'],
    ['is too long', JSON.stringify({ version: 1, starred: true, text: 'x'.repeat(longestNote + 1) })],
  ] as const) {
    it(`is told by name where its file ${what}, and is not overwritten`, async () => {
      writeFileSync(file(), content);
      for (const action of [() => readNote(folder.path), () => changeNote(folder.path, { starred: true })]) {
        await assert.rejects(action, (error) => {
          assert.ok(error instanceof UserError && error.exitCode === 1);
          assert.ok(error.message.startsWith(file()), error.message);
          assert.match(error.remedy!, /delete it to begin a new note/);
          return true;
        });
      }
      const { noteProblem } = (await readNoteOrProblem(folder.path))!;
      assert.ok(noteProblem?.startsWith(file()));
      assert.equal(readFileSync(file(), 'utf8'), content);
      // To remove the note is what the user asks for.
      await changeNote(folder.path, { note: '' });
      assert.deepEqual(readdirSync(folder.path), []);
    });
  }

  for (const [content, words] of [
    ['{"version":2,"starred":true,"text":""}', '“version” is 2, which this version of FER Experiments does not know'],
    ['{"version":1,"starred":"yes","text":""}', '“starred” is "yes"; true or false was expected'],
    ['{"version":1,"starred":true}', '“text” is missing'],
    [
      JSON.stringify({ version: 1, starred: true, text: 'x'.repeat(longestNote + 1) }),
      '“text” has 4,001 characters, more than it may have',
    ],
  ] as const) {
    it(`says in plain words what is wrong: ${words}`, async () => {
      writeFileSync(file(), content);
      await assert.rejects(readNote(folder.path), {
        message: `${file()} does not have the expected form: ${words}.`,
      });
    });
  }

  it('is told by name where a folder or a broken link has its name', async () => {
    mkdirSync(file());
    assert.match((await readNoteOrProblem(folder.path))!.noteProblem!, /note\.json/);
    const other = path.join(folder.path, 'other');
    mkdirSync(other);
    symlinkSync('nowhere', path.join(other, 'note.json'));
    assert.match((await readNoteOrProblem(other))!.noteProblem!, /note\.json/);
  });
});
