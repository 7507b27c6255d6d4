import { UserError } from '../../schemas/userError';

/** Work that threads share failed and left the model and the optimizer as they were before: a checkpoint of them is whole. */
export class ReplicaFailure extends UserError {}
