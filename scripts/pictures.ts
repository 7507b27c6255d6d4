/** Takes the pictures of the README and the walkthrough: npx tsx scripts/pictures.ts [scene…] [theme…] */
import { buildAll } from './build';
import { themeNames } from './host/themes';
import { across } from './pictures/across';
import { agents } from './pictures/agents';
import { waiting } from './pictures/cluster';
import { firstRun } from './pictures/firstRun';
import { readme } from './pictures/readme';
import { takeScene } from './pictures/scene';

const scenes = { readme, firstRun, across, agents, cluster: waiting };

async function main(): Promise<void> {
  const words = process.argv.slice(2);
  const names = Object.keys(scenes);
  const unknown = words.find((word) => !names.includes(word) && !themeNames.some((theme) => theme === word));
  if (unknown !== undefined) {
    throw new Error(`There is no scene or theme ${unknown}. Name any of ${[...names, ...themeNames].join(', ')}.`);
  }
  await buildAll();
  const themes = themeNames.filter((theme) => words.includes(theme));
  const named = Object.entries(scenes).filter(([name]) => words.includes(name));
  for (const [, scene] of named.length > 0 ? named : Object.entries(scenes)) {
    await takeScene(scene, themes.length > 0 ? themes : themeNames);
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
