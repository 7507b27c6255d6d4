/** The commands on the queue: stop, resume, remove and move runs. */
import path from 'node:path';
import * as vscode from 'vscode';
import { leftRuns } from '../../results/queue';
import { leaveQueue, swapQueuePlaces } from '../../storage/queue';
import { pathsOutsideOfResumed } from '../../storage/outside';
import type { Services } from '../services';
import type { QueueNode } from '../views/queueModel';
import { stopRuns } from './runActions';
import { confirmOutside, requireTrust } from '../access';

/** Stops all running and waiting runs; all can be resumed later. */
export async function stopQueue(services: Services): Promise<void> {
  const { tracker } = services;
  await tracker.refresh();
  const directories = tracker.active().map(({ directory }) => directory);
  if (directories.length === 0) void vscode.window.showInformationMessage('Nothing runs or waits.');
  await stopRuns(services, directories, { keep: true });
}

/** Resumes all runs that queues have left, with one `ferexp` process for each project. */
export async function resumeQueue(services: Services): Promise<void> {
  if (!(await requireTrust('Resuming runs'))) return;
  const { tracker, context, launcher, launches } = services;
  await tracker.refresh();
  const left = leftRuns(tracker.records());
  if (left.length === 0) {
    void vscode.window.showInformationMessage(
      'There is nothing to resume: no run was stopped with its queue or lost its queue.',
    );
    return;
  }
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
  const outside = await pathsOutsideOfResumed(left, folders);
  if (!(await confirmOutside(outside, context.workspaceState))) return;
  const roots = new Set(left.map(({ directory }) => path.resolve(directory, '../..')));
  for (const root of roots) {
    const directories = left.map(({ directory }) => directory).filter((one) => path.resolve(one, '../..') === root);
    await launches.add(await launcher.resumeAll(root, directories));
  }
}

/** Removes a run from the queue for good: a waiting run ends as stopped, a left one is no longer offered. */
export async function removeFromQueue(services: Services, node: QueueNode | undefined): Promise<void> {
  if (node === undefined) return;
  const { tracker } = services;
  await tracker.refresh();
  const state = tracker.record(node.directory)?.header.state;
  if (state === 'running') return;
  if (state === 'queued') return stopRuns(services, [node.directory]);
  await leaveQueue(node.directory);
  await tracker.refresh();
}

/** Swaps a waiting run with the one above or below. */
export async function moveInQueue(
  { tracker }: Services,
  node: QueueNode | undefined,
  direction: 'above' | 'below',
): Promise<void> {
  const other = node?.[direction];
  if (node === undefined || other === undefined) return;
  await swapQueuePlaces(node.directory, other);
  await tracker.refresh();
}
