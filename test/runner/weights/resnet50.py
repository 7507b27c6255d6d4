"""
ResNet-50 of keras.applications with random weights, random statistics of batch normalisation included: saved in each layout
of HDF5, and its features of some faces. Arguments: a folder, which holds `faces.bin` (grey, 48×48, one byte a pixel), and the
sides in pixels that the faces are enlarged to.
"""

import sys
from pathlib import Path

import h5py
import keras
import numpy as np
import tensorflow as tf
from keras.src.legacy.saving.legacy_h5_format import save_weights_to_hdf5_group

folder = Path(sys.argv[1])
sides = [int(side) for side in sys.argv[2:]]

model = keras.applications.ResNet50(include_top=False, weights=None, pooling="avg", input_shape=(None, None, 3))
random = np.random.default_rng(7)


def drawn(weight):
    """Keeps activations at about the same size from block to block."""
    kind = weight.path.split("/")[-1]
    if kind == "kernel":
        return random.normal(0, np.sqrt(2 / np.prod(weight.shape[:-1])), weight.shape)
    if kind == "gamma":
        return random.uniform(0.3, 0.9, weight.shape)
    if kind == "moving_variance":
        return random.uniform(0.6, 1.6, weight.shape)
    return random.normal(0, 0.1, weight.shape)


for weight in model.weights:
    weight.assign(drawn(weight).astype(np.float32))
# The picture's values go up to 150.
stem = model.get_layer("conv1_bn")
stem.moving_variance.assign(stem.moving_variance * np.float32(60**2))

with h5py.File(folder / "legacy.h5", "w") as file:
    save_weights_to_hdf5_group(file, model)
model.save_weights(folder / "keras3.weights.h5")

faces = np.fromfile(folder / "faces.bin", np.uint8).reshape(-1, 48, 48, 1)
for side in sides:
    enlarged = tf.image.resize(faces.astype(np.float32), (side, side), "bilinear").numpy()
    prepared = keras.applications.resnet50.preprocess_input(np.repeat(enlarged, 3, axis=3))
    model.predict(prepared, verbose=0).astype(np.float32).tofile(folder / f"features-{side}.bin")
