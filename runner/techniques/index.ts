export { createLabelPipeline, createPixelPipeline, createPredictPipeline, scalePixels } from './pipelines';
export type { PixelPipeline, PredictPipeline } from './pipelines';
export { techniques } from './registry';
export type { Draw } from './technique';
