// Generated from schemas/ by scripts/generate.ts. Do not edit.
import type { ValidateFunction } from 'ajv';
export const validateExperiment: ValidateFunction;
export const validateResolvedExperiment: ValidateFunction;
export const validateRunEvent: ValidateFunction;
export const validateSummary: ValidateFunction;
export const validateEnvironment: ValidateFunction;
export const validateLock: ValidateFunction;
export const validateQueue: ValidateFunction;
export const validateCluster: ValidateFunction;
export const validateSubmission: ValidateFunction;
export const validateSubmitted: ValidateFunction;
export const validateNote: ValidateFunction;
export const validateSearchRecord: ValidateFunction;
export const validateRelabelled: ValidateFunction;
