/** The formats of `ferexp export`, with the endings of their files. */
export const exportFormats = {
  onnx: { title: 'ONNX', ending: '.onnx' },
} as const;

export type ExportFormatId = keyof typeof exportFormats;
