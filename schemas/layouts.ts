/** How published data sets say what their pictures show: values of `data.layout`, as their owners publish them. */
import type { DataConfig, DataLayout } from './generated/experiment';

export type LayoutName = Extract<NonNullable<DataConfig['layout']>, string>;

interface PublishedLayout {
  readonly layout: DataLayout;
  /** Absent where votes say the class. */
  readonly classes?: NonNullable<DataConfig['classes']>;
}

export const publishedLayouts: Readonly<Record<LayoutName, PublishedLayout>> = {
  // S. Li, W. Deng and J. Du, 2017.
  'raf-db': {
    layout: {
      list: 'list_patition_label.txt',
      columns: ['picture', 'class'],
      picture: '{stem}_aligned.jpg',
      names: '{part}_*',
    },
    classes: {
      '1': 'surprise',
      '2': 'fear',
      '3': 'disgust',
      '4': 'happy',
      '5': 'sad',
      '6': 'angry',
      '7': 'neutral',
    },
  },
  // Z. Zhang, P. Luo, C. C. Loy and X. Tang, 2018.
  expw: {
    layout: {
      list: 'label.lst',
      columns: ['picture', '-', 'top', 'left', 'right', 'bottom', '-', 'class'],
    },
    classes: {
      '0': 'angry',
      '1': 'disgust',
      '2': 'fear',
      '3': 'happy',
      '4': 'sad',
      '5': 'surprise',
      '6': 'neutral',
    },
  },
  // A. Mollahosseini, B. Hasani and M. H. Mahoor, 2017.
  affectnet: {
    layout: { names: '{part}_set/images/*', labelFile: '{part}_set/annotations/{stem}_exp.npy' },
    classes: {
      '0': 'neutral',
      '1': 'happy',
      '2': 'sad',
      '3': 'surprise',
      '4': 'fear',
      '5': 'disgust',
      '6': 'angry',
      '7': 'leaveOut',
    },
  },
  // P. Lucey et al., 2010.
  'ck+': {
    layout: { names: '*/{person}/{sequence}/*', labelFile: 'Emotion/{person}/{sequence}/{stem}_emotion.txt' },
    classes: {
      '0': 'neutral',
      '1': 'angry',
      '2': 'leaveOut',
      '3': 'disgust',
      '4': 'fear',
      '5': 'happy',
      '6': 'sad',
      '7': 'surprise',
    },
  },
  // D. Lundqvist, A. Flykt and A. Öhman, 1998.
  kdef: {
    layout: { names: '?{person:3}{class:2}*' },
    classes: { AF: 'fear', AN: 'angry', DI: 'disgust', HA: 'happy', NE: 'neutral', SA: 'sad', SU: 'surprise' },
  },
  // M. Lyons, S. Akamatsu, M. Kamachi and J. Gyoba, 1998.
  jaffe: {
    layout: { names: '{person}.{class:2}*' },
    classes: { AN: 'angry', DI: 'disgust', FE: 'fear', HA: 'happy', NE: 'neutral', SA: 'sad', SU: 'surprise' },
  },
  // E. Barsoum, C. Zhang, C. Canton Ferrer and Z. Zhang, 2016: the folders that their scripts make of fer2013.csv.
  ferplus: {
    layout: {
      list: 'FER2013*/label.csv',
      columns: [
        ...(['picture', 'box', 'votes:neutral', 'votes:happiness', 'votes:surprise', 'votes:sadness'] as const),
        ...(['votes:anger', 'votes:disgust', 'votes:fear', 'votes:contempt', 'votes:unknown', 'votes:NF'] as const),
      ],
      names: 'FER2013{part}/*',
    },
  },
};
