/** The templates for new experiments. Comments in each explain it. */
export interface Template {
  readonly id: 'quick' | 'recipe' | 'study' | 'ferplus';
  readonly label: string;
  readonly detail: string;
  /** Proposed name. */
  readonly name: string;
  text(name: string): string;
}

const quick: Template = {
  id: 'quick',
  label: 'Quick example',
  detail: 'A small network on generated faces. Nothing to download; a minute or two on any computer.',
  name: 'quick-example',
  text: (name) => `{
  // Hover over a setting to read what it does. Press Ctrl+Space to see what else can be set.
  "version": 1,
  "name": ${JSON.stringify(name)},
  "description": "Do horizontal flips help a small network on generated faces?",
  "data": {
    "source": "synthetic", // drawn from a seed: the same faces everywhere
    // a tenth of the labels is wrong by design, but no test labels: expect a lower validation accuracy
    "synthetic": { "training": 1400, "test": 700, "labelNoise": 0.1 }
  },
  "model": { "type": "smallCnn" },
  "training": { "epochs": 5, "batchSize": 64 },
  // The file itself runs as "base". A variant lists only what differs from it.
  "variants": {
    "flip": { "techniques": { "augmentation": { "horizontalFlip": true } } }
  }
}
`,
};

/** examples/recipes/three-minutes.ferexp.json. */
const recipe: Template = {
  id: 'recipe',
  label: 'FER2013 in minutes',
  detail: 'The small CNN with settings that reach much in little time, on any computer. Needs fer2013.csv.',
  name: 'three-minutes',
  text: (name) => `{
  // The small CNN on FER2013 in minutes on two cores, without a GPU. How it was found: docs/recipes.md of FER Experiments.
  "version": 1,
  "name": ${JSON.stringify(name)},
  "description": "What does the small CNN reach on FER2013 in a few minutes?",
  "data": {
    "source": "data/fer2013.csv", // relative to this file; .csv.xz, .csv.gz and the Kaggle archive work too
    "validation": "publicTest",
    "test": ["privateTest"]
  },
  // 200,551 weights fit little in so few epochs, so nothing is dropped.
  "model": { "type": "smallCnn", "dropout": 0 },
  "training": {
    "epochs": 12,
    "batchSize": 64,
    "optimizer": { "type": "adam", "learningRate": 0.006 },
    "schedule": { "type": "oneCycle" },
    "selectBest": "last" // the rate ends near 0, and with it the noise of the last epochs
  },
  "techniques": {
    "augmentation": { "horizontalFlip": true, "widthShift": 0.06, "heightShift": 0.06 },
    "testTimeAugmentation": { "set": "flip" }
  },
  "repeats": 3 // one run says little about the settings: another seed gives another network
}
`,
};

const study: Template = {
  id: 'study',
  label: 'Custom CNN on FER2013, with and without flips',
  detail: 'The baseline of the study and its first technique. Needs fer2013.csv.',
  name: 'custom-cnn',
  text: (name) => `{
  "version": 1,
  "name": ${JSON.stringify(name)},
  "description": "The study's custom CNN on FER2013: what are horizontal flips worth?",
  "data": {
    "source": "data/fer2013.csv", // relative to this file; .csv.xz, .csv.gz and the Kaggle archive work too
    "validation": { "fraction": 0.2, "seed": 123 }
  },
  "model": { "type": "customCnn" },
  "training": {
    "epochs": 30,
    "batchSize": 128,
    "optimizer": { "type": "adam", "learningRate": 0.001 }
  },
  "published": { "testAccuracy": 0.5178, "source": "Study, custom CNN without augmentation" },
  "variants": {
    "flip": {
      "techniques": { "augmentation": { "horizontalFlip": true } },
      "published": { "testAccuracy": 0.596, "source": "Study, custom CNN with horizontal flips" }
    }
  },
  "repeats": 3 // one run says little: another seed moves the accuracy by about a percentage point
}
`,
};

const ferplus: Template = {
  id: 'ferplus',
  label: 'Label smoothing on FER+',
  detail: 'How soft should the targets be? Needs fer2013.csv and fer2013new.csv.',
  name: 'label-smoothing-ferplus',
  text: (name) => `{
  "version": 1,
  "name": ${JSON.stringify(name)},
  "description": "How soft should the targets be on FER+ labels?",
  "data": {
    "source": "data/fer2013.csv",
    "labels": { "scheme": "fer+", "votes": "data/fer2013new.csv", "rule": "majority" },
    "validation": { "fraction": 0.2, "seed": 123 }
  },
  "model": { "type": "customCnn" },
  "training": { "epochs": 30, "batchSize": 128 },
  "techniques": { "augmentation": { "horizontalFlip": true } },
  "variants": {
    "epsilon-0.1": { "techniques": { "labelSmoothing": { "epsilon": 0.1 } } },
    "epsilon-0.2": { "techniques": { "labelSmoothing": { "epsilon": 0.2 } } },
    "epsilon-0.4": { "techniques": { "labelSmoothing": { "epsilon": 0.4 } } }
  },
  "repeats": 3
}
`,
};

export const templates: readonly Template[] = [quick, recipe, study, ferplus];
