/** The formats of `ferexp export`, with the endings of their files. */
export const exportFormats = {
  onnx: { title: 'ONNX', ending: '.onnx', detail: 'For ONNX Runtime and others, in many languages and in browsers' },
  demo: {
    title: 'Demo page',
    ending: '.html',
    detail: 'One file for any browser, without a network: pictures are dropped in',
  },
  keras: { title: 'Keras 3', ending: '.keras', detail: 'For Python: a model that can be trained further' },
} as const;

export type ExportFormatId = keyof typeof exportFormats;
