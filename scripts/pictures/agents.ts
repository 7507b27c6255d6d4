/** The server for coding agents in VS Code's own list, and what it says of the server's tools. */
import { writeExperiment } from './experiments';
import type { Scene } from './scene';

export const agents: Scene = {
  prepare: (folder) => writeExperiment(folder, 'quick', 'quick-example'),
  async take({ workbench, page, picture }) {
    const row = (text: string) => page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
    await workbench.openFile('quick-example.ferexp.json');
    await page.locator('.codelens-decoration a', { hasText: 'Run 2 variants' }).waitFor({ timeout: 60_000 });
    await workbench.command('View: Close Primary Side Bar').catch(() => undefined);
    await workbench.command('MCP: List Servers');
    await row('FER Experiments').click();
    await row('Start Server').click();
    await page.getByText(/Discovered\s\d+\stools/).waitFor({ timeout: 60_000 });
    await workbench.command('MCP: List Servers');
    await row('FER Experiments').waitFor();
    await page.keyboard.press('ArrowDown');
    await picture('agents');
  },
};
