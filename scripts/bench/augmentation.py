"""Keras's ImageDataGenerator on faces: `augmentation.py FACES COUNT CASE OUT`.

FACES has COUNT faces of 48×48 grey pixels, one byte each. CASE is a JSON file: `settings` are the generator's,
`transforms` are parameters to apply to the first faces, whose pixels are written to OUT as float32. Prints the images per
second of CPU time, for a pass over all faces in batches of 128.
"""

import json
import os
import sys
import time
import warnings

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
warnings.simplefilter("ignore")

import numpy as np
from keras.src.legacy.preprocessing.image import ImageDataGenerator

faces_file, count, case_file, out = sys.argv[1:]
with open(case_file) as file:
    case = json.load(file)
faces = np.fromfile(faces_file, dtype="uint8").reshape(int(count), 48, 48, 1).astype("float32")

generator = ImageDataGenerator(rescale=1 / 255, **case["settings"])
pixels = [generator.apply_transform(face, one) for face, one in zip(faces, case["transforms"])]
np.stack(pixels).astype("float32").tofile(out)

batches = generator.flow(faces, np.zeros(len(faces)), batch_size=128, seed=1)
next(batches)
batches.reset()
start = time.process_time()
for _ in range(len(batches)):
    next(batches)
print(len(faces) / (time.process_time() - start))
