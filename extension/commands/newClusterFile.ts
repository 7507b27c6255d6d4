/** Creates ferexp.cluster.json with what most clusters need. */
import { writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';

/** What Slurm does where a setting is absent is often a minute, a core or little memory. */
export const clusterTemplate = `{
  "version": 1,
  // Ctrl+Space lists the settings, with an explanation of each. All but the version may be left out.
  // "partition": "gpu", // "sinfo -s" lists the partitions
  // "account": "lab",
  "time": "04:00:00", // of one job; a run may take many: before it is up, a checkpoint is written
  "memory": "8G",
  "cpus": 4,
  // "gpus": "1", // for the engine "tensorflow", once it is set up for them
  "arrayLimit": 20 // runs at the same time
}
`;

/** @param file absolute path @throws an error if it is there already, or cannot be written */
export async function newClusterFile(file: string): Promise<void> {
  await writeFile(file, clusterTemplate, { flag: 'wx' });
  await vscode.window.showTextDocument(vscode.Uri.file(file));
}
