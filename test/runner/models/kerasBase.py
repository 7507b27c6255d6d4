"""Models of Keras 3 with random weights and statistics, and what Keras computes before their classifiers.

    python kerasBase.py FOLDER

FOLDER has faces.bin, float32, [N, 12, 12, 1]. Writes NAME.keras and the features as NAME.bin.
"""

import pathlib
import sys

import keras
import numpy as np
from keras import layers

folder = pathlib.Path(sys.argv[1])
faces = np.fromfile(folder / "faces.bin", "<f4").reshape(-1, 12, 12, 1)
keras.utils.set_random_seed(4)


def functional():
    x = inputs = keras.Input((12, 12, 1), name="pictures")
    x = layers.Conv2D(6, 3, padding="same", use_bias=False, kernel_regularizer=keras.regularizers.L2(1e-4))(x)
    x = first = layers.ReLU(6.0)(layers.BatchNormalization(epsilon=2e-3)(x))
    x = layers.DepthwiseConv2D(3, padding="same", activation="relu")(x)
    x = layers.Add()([layers.Conv2D(6, 1, kernel_initializer="he_normal")(x), first])
    x = layers.LeakyReLU(negative_slope=0.2)(layers.MaxPooling2D(2)(x))
    x = layers.Concatenate()([layers.SeparableConv2D(5, 3, padding="same")(x), layers.AveragePooling2D(3, 1, "same")(x)])
    x = layers.Activation("swish")(layers.ZeroPadding2D(1)(x))
    x = layers.Dropout(0.3)(layers.GlobalAveragePooling2D()(x))
    return keras.Model(inputs, layers.Dense(5, activation="softmax")(x), name="branches")


def sequential():
    return keras.Sequential(
        [
            keras.Input((12, 12, 1)),
            layers.Conv2D(4, 3, strides=2, activation="elu"),
            layers.BatchNormalization(),
            layers.Flatten(),
            layers.Dense(8, activation="tanh"),
            layers.Dense(5, activation="softmax"),
        ]
    )


def grouped():
    inputs = keras.Input((12, 12, 1))
    x = layers.Conv2D(4, 3, groups=2, name="in_groups")(layers.Conv2D(4, 3)(inputs))
    return keras.Model(inputs, layers.Dense(5)(layers.GlobalAveragePooling2D()(x)))


for name, make in {"functional": functional, "sequential": sequential, "grouped": grouped}.items():
    model = make()
    random = np.random.default_rng(5)
    for weight in model.weights:
        if weight.name in ("gamma", "moving_variance"):
            weight.assign(random.uniform(0.5, 2, weight.shape))
        elif weight.name in ("beta", "moving_mean", "bias"):
            weight.assign(random.normal(0, 0.3, weight.shape))
    model.save(folder / f"{name}.keras")
    before = model.layers[-2]
    if isinstance(before, layers.Dropout):
        before = model.layers[-3]
    features = keras.Model(model.inputs, before.output).predict(faces, verbose=0)
    features.astype("<f4").tofile(folder / f"{name}.bin")
