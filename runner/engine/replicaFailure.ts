import { UserError } from '../../schemas/userError';

/** Shared work of threads failed, but left the model and the optimizer unchanged, so that a checkpoint of them is intact. */
export class ReplicaFailure extends UserError {}
