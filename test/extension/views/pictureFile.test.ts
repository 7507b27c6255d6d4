import assert from 'node:assert/strict';
import { formatsOf, pictureFile } from '../../../extension/views/pictureFile';
import { drawn } from '../../pdf/figures';
import { pdfMarks } from '../../pdf/pdfMarks';

describe('the file of a saved picture', () => {
  const { svg } = drawn.forest();

  it('may be SVG or PDF, what was asked for first; a PNG is only that', () => {
    assert.deepEqual(
      (['svg', 'pdf', 'png'] as const).map((format) => formatsOf({ format })),
      [['svg', 'pdf'], ['pdf', 'svg'], ['png']],
    );
  });

  it('is what its ending says, otherwise what was asked for', async () => {
    const kindOf = async (format: 'svg' | 'pdf' | 'png', file: string): Promise<string> => {
      const { bytes } = await pictureFile({ format, data: format === 'png' ? 'iVBORw==' : svg }, file);
      return bytes.toString('latin1', 0, 4);
    };
    assert.equal(await kindOf('svg', '/a/b.svg'), '<svg');
    assert.equal(await kindOf('svg', '/a/b.pdf'), '%PDF');
    assert.equal(await kindOf('pdf', '/a/b.PDF'), '%PDF');
    assert.equal(await kindOf('pdf', '/a/b.svg'), '<svg');
    assert.equal(await kindOf('pdf', '/a/b'), '%PDF');
    assert.equal(await kindOf('svg', '/a/b.txt'), '<svg');
    assert.equal(await kindOf('png', '/a/b.pdf'), '\x89PNG');
  });

  it('shows the figure of the page, and says which letters it has not', async () => {
    const { bytes, note } = await pictureFile({ format: 'pdf', data: svg.replaceAll('größer', '大') }, 'a.pdf');
    assert.match(note!, /^□ stands for 大: /);
    assert.ok((await pdfMarks(bytes)).texts.some(({ text }) => text.includes('flip – □ against base')));
  });

  it('is not made of what is no figure', async () => {
    await assert.rejects(pictureFile({ format: 'pdf', data: '<svg><script>a</script></svg>' }, 'a.pdf'));
  });
});
