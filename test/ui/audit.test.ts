import assert from 'node:assert/strict';
import type { AuditPanelEvent } from '../../schemas/messages/audit';
import { type Audited, auditedData, sendAudit } from './audited';
import { type OpenOptions, type Panel, themes, usePanels } from './panel';

describe('the page of an audit', () => {
  const panels = usePanels();
  let panel: Panel;
  let audited: Audited;

  before(async () => {
    audited = await auditedData();
  });

  const open = async (options: OpenOptions = {}): Promise<void> => {
    panel = await panels.open('audit', options);
    await sendAudit(panel, audited);
    await panel.page.waitForSelector('figure img');
  };
  const section = (id: string) => panel.page.locator(`section[aria-labelledby="section-${id}"]`);
  const requests = async (type: string) => (await panel.posted()).filter((message) => message.type === type);

  for (const theme of themes) {
    it(`shows each finding with its faces in the ${theme} theme`, async () => {
      await open({ theme, height: 3200 });
      assert.match(
        await section('test').innerText(),
        /30 test faces have a copy in training or validation: 10 identical/,
      );
      assert.match(await section('copies').innerText(), /20 further pairs show the same picture with other pixels/);
      assert.match(await section('labels').innerText(), /predicted by networks that were not trained on them \(1 run/);
      assert.match(await section('counts').innerText(), /not FER2013/);
      assert.match(await section('nonFaces').innerText(), /every pixel has the same grey value/);
      await panel.page.waitForFunction(() => document.querySelector('.waiting') === null);
      await panel.photograph(`audit-${theme}`);
    });
  }

  it('shows the two faces of a pair side by side, and what was changed', async () => {
    await open({ height: 1600 });
    const first = section('copies').locator('.findings > li').first();
    assert.equal(await first.locator('figure').count(), 2);
    assert.match(await first.innerText(), /(Training|Validation) · \d+[\s\S]*Test · \d+[\s\S]*correlation 1\.000/);
    assert.match(await section('copies').innerText(), /Flipped, turned by 4°, shifted by 2\.2 pixels/);
  });

  it('shows other kinds of copies, and more of them', async () => {
    await open({ height: 1600 });
    const findings = section('copies').locator('.findings > li');
    assert.equal(await findings.count(), 12);
    await section('copies')
      .getByRole('button', { name: /^Show More/ })
      .click();
    assert.equal(await findings.count(), 20);
    await section('copies').locator('vscode-single-select').scrollIntoViewIfNeeded();
    await section('copies').locator('vscode-single-select').click();
    await panel.page.getByRole('option', { name: 'Identical across splits (10)' }).click();
    assert.equal(await findings.count(), 10);
    assert.match(await findings.first().innerText(), /Identical/);
  });

  it('asks for a picture once', async () => {
    await open();
    const asked = (await requests('faces')).flatMap(({ ids }) => ids as number[]);
    assert.equal(new Set(asked).size, asked.length);
  });

  it('writes a file of the chosen kinds of faces', async () => {
    await open({ height: 3200 });
    await panel.page.getByRole('checkbox', { name: /copies of test faces/ }).click();
    await panel.page.getByRole('checkbox', { name: /another label/ }).click();
    await panel.page.getByRole('checkbox', { name: /label probably is wrong/ }).click();
    await panel.page.getByRole('button', { name: 'Write Exclusion File…' }).click();
    assert.deepEqual(await requests('writeExclusions'), [{ type: 'writeExclusions', kinds: ['nonFaces', 'labels'] }]);
    const checked = panel.page.getByRole('checkbox', { checked: true });
    while ((await checked.count()) > 0) await checked.first().click();
    await panel.page.locator('vscode-button[disabled]').waitFor();
  });

  it('saves a report, and leads to the data', async () => {
    await open();
    await panel.page.getByRole('button', { name: 'Save Report…' }).click();
    await panel.page.getByRole('button', { name: 'Show Data' }).click();
    assert.deepEqual((await requests('writeReport')).length + (await requests('showData')).length, 2);
  });

  it('says how far the audit is, and what went wrong', async () => {
    panel = await panels.open('audit');
    const state = { file: '/project/a.ferexp.json', variant: 'base' };
    await panel.send({ type: 'subject', state, name: 'a', variants: ['base'] } satisfies AuditPanelEvent);
    await panel.send({
      type: 'busy',
      detail: 'Looking for near copies',
      done: 30,
      total: 100,
    } satisfies AuditPanelEvent);
    await panel.page.getByText(/^Looking for near copies …/).waitFor();
    assert.equal(await panel.page.locator('vscode-progress-bar').getAttribute('value'), '30');
    await panel.photograph('audit-busy');
    const problem = { message: 'The data "a.csv" does not exist.', remedy: 'Correct data.source.', action: 'openFile' };
    await panel.send({ type: 'problem', problem } as AuditPanelEvent);
    await panel.page.getByText('The data "a.csv" does not exist.').waitFor();
    assert.equal(await panel.page.locator('vscode-progress-bar').count(), 0);
    await panel.page.getByRole('button', { name: 'Open the File' }).click();
    assert.equal((await requests('openFile')).length, 1);
    await panel.photograph('audit-problem');
  });

  it('keeps the audit of before beside a problem, and drops it for another variant', async () => {
    await open();
    await panel.send({ type: 'problem', problem: { message: 'The file is not valid.' } });
    await panel.page.getByText('The audit below is from before this problem.').waitFor();
    assert.ok((await section('copies').count()) === 1);
    const state = { file: audited.data.file, variant: 'half' };
    await panel.send({ type: 'subject', state, name: 'audited', variants: ['base', 'half'] });
    await section('copies').waitFor({ state: 'detached' });
    // What the page keeps over a reload is written after it is drawn.
    await panel.page.waitForFunction((kept) => JSON.stringify(window.savedState) === kept, JSON.stringify(state));
  });

  it('fits 320 px without scrolling sideways', async () => {
    await open({ width: 320, height: 2600 });
    await panel.fits();
    await panel.photograph('audit-320px');
  });
});
