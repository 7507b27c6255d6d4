/** Applies updates to the loaded view of a run. Pure. */
import type { RunUpdate, RunView } from '../../schemas/messages/run';

export function applyUpdate(view: RunView, update: RunUpdate): RunView {
  const { reset } = update;
  const kept =
    reset === undefined
      ? view
      : {
          batches: view.batches.filter(
            ({ epoch, step }) => epoch <= reset.epoch || (epoch === reset.epoch + 1 && step <= reset.step),
          ),
          epochs: view.epochs.filter(({ epoch }) => epoch <= reset.epoch),
        };
  const summary = update.summary ?? (update.header.state === 'running' ? undefined : view.summary);
  const measures = update.measures ?? (summary ? view.measures : undefined);
  const search = update.search ?? view.search;
  const relabelled = update.relabelled ?? view.relabelled;
  const environment = update.environment ?? view.environment;
  return {
    header: update.header,
    batches: update.batches.length > 0 ? [...kept.batches, ...update.batches] : kept.batches,
    epochs: update.epochs.length > 0 ? [...kept.epochs, ...update.epochs] : kept.epochs,
    earlier: view.earlier,
    ...(summary ? { summary } : {}),
    ...(measures ? { measures } : {}),
    ...(environment ? { environment } : {}),
    ...(search ? { search } : {}),
    ...(relabelled ? { relabelled } : {}),
  };
}
