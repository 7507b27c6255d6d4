"""
Child process: one of our networks in Keras on noise. Arguments: case as JSON, batches per prediction. Runs the steps that are requested
on its standard input, one request per line (`train 5`), and answers each with one line of JSON: seconds of wall-clock and CPU time.
"""

import json
import sys
import time

import numpy as np
import keras
from keras import layers, regularizers

case = json.loads(sys.argv[1])
batch_size = case["batchSize"]
predict_batches = int(sys.argv[2])


def sequence(*parts):
    """Applies one layer after another."""

    def apply(x):
        for part in parts:
            x = part(x)
        return x

    return apply


def convolution(filters, size, l2=0.0):
    penalty = regularizers.L2(l2) if l2 else None
    return layers.Conv2D(filters, size, padding="same", activation="relu", kernel_regularizer=penalty)


def block_end():
    return sequence(layers.BatchNormalization(), layers.MaxPooling2D(2), layers.Dropout(0.25))


def dense(units):
    return sequence(layers.Dense(units, activation="relu"), layers.BatchNormalization(), layers.Dropout(0.25))


def custom_cnn(faces):
    return sequence(
        convolution(32, 3),
        convolution(64, 3),
        block_end(),
        convolution(128, 5),
        block_end(),
        convolution(512, 3, 0.01),
        block_end(),
        convolution(512, 3, 0.01),
        block_end(),
        layers.Flatten(),
        dense(256),
        dense(512),
    )(faces)


def small_cnn(faces):
    def block(filters):
        return sequence(convolution(filters, 3), layers.BatchNormalization(momentum=0.9))

    blocks = [block(16), layers.MaxPooling2D(2), block(32), layers.MaxPooling2D(2), block(64), layers.MaxPooling2D(2)]
    return sequence(*blocks, block(128), block(88), layers.GlobalAveragePooling2D(), layers.Dropout(0.25))(faces)


def normalised(filters, size, strides=1, activation=None, bias=False):
    """Without a filter count each channel is convolved by itself."""
    settings = {"strides": strides, "padding": "same", "use_bias": bias}
    layer = layers.Conv2D(filters, size, **settings) if filters else layers.DepthwiseConv2D(size, **settings)
    return sequence(layer, layers.BatchNormalization(), *([layers.Activation(activation)] if activation else []))


def resnet18(faces):
    x = normalised(64, 3, activation="relu")(faces)
    for filters, strides in ((64, 1), (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1)):
        y = sequence(normalised(filters, 3, strides, "relu"), normalised(filters, 3))(x)
        if x.shape != y.shape:
            x = normalised(filters, 1, strides)(x)
        x = layers.Activation("relu")(layers.Add()([x, y]))
    return layers.GlobalAveragePooling2D()(x)


def vgg_fer(faces):
    x = faces
    for filters in (64, 128, 256, 512):
        convolutions = [normalised(filters, 3, activation="relu", bias=True) for _ in range(2)]
        x = sequence(*convolutions, layers.MaxPooling2D(2))(x)
    units = [layers.Dense(4096, activation="relu") for _ in range(2)]
    return sequence(layers.Flatten(), units[0], layers.Dropout(0.2), units[1], layers.Dropout(0.2))(x)


def inverted_residual(x, filters, size, strides, expansion, activation, excited=False):
    inputs = x.shape[-1]
    y = normalised(expansion * inputs, 1, activation=activation)(x) if expansion > 1 else x
    y = normalised(None, size, strides, activation)(y)
    if excited:
        middle = y.shape[-1]
        reduce, excite = layers.Dense(middle // 8, "relu"), layers.Dense(middle, "sigmoid")
        gate = sequence(layers.GlobalAveragePooling2D(), reduce, excite, layers.Reshape((1, 1, middle)))(y)
        y = layers.Multiply()([y, gate])
    y = normalised(filters, 1)(y)
    return layers.Add()([x, y]) if x.shape == y.shape else y


def light_cnn(faces):
    x = normalised(32, 3, 2, "relu")(faces)
    blocks = ((24, 1, 1), (40, 2, 4), (40, 1, 4), (80, 2, 4), (80, 1, 4), (80, 1, 4), (128, 1, 4), (128, 1, 4))
    for filters, strides, expansion in blocks:
        x = inverted_residual(x, filters, 3, strides, expansion, "relu", excited=True)
    return sequence(normalised(256, 1, activation="relu"), layers.GlobalAveragePooling2D(), layers.Dropout(0.2))(x)


def efficientnet_lite0(faces):
    x = layers.Concatenate()([layers.Rescaling(255 / 128, -127 / 128)(faces)] * 3)
    x = normalised(32, 3, 2, "relu6")(x)
    stages = ((1, 3, 1, 1, 16), (2, 3, 2, 6, 24), (2, 5, 2, 6, 40), (3, 3, 2, 6, 80), (3, 5, 1, 6, 112))
    for blocks, size, first, expansion, filters in (*stages, (4, 5, 2, 6, 192), (1, 3, 1, 6, 320)):
        for block in range(blocks):
            x = inverted_residual(x, filters, size, first if block == 0 else 1, expansion, "relu6")
    return sequence(normalised(1280, 1, activation="relu6"), layers.GlobalAveragePooling2D())(x)


networks = {
    "customCnn": (custom_cnn, 4_496_903),
    "smallCnn": (small_cnn, 200_551),
    "lightCnn": (light_cnn, 569_719),
    "efficientnetLite0": (efficientnet_lite0, 3_421_991),
    "resnet18": (resnet18, 11_180_871),
    "vggFer": (vgg_fer, 40_380_359),
}
random = np.random.default_rng(1)


def features():
    """Features of a base at the size that it was trained with."""
    model = keras.applications.ResNet50(include_top=False, weights=None, pooling="avg")
    assert model.count_params() == 23_587_712
    images = random.random((predict_batches * batch_size, 224, 224, 3), dtype=np.float32)
    return {"predict": lambda: model.predict(images, batch_size=batch_size, verbose=0)}


def training():
    body, parameters = networks[case["model"]]
    faces = layers.Input((48, 48, 1))
    model = keras.Model(faces, layers.Dense(7, activation="softmax")(body(faces)))
    assert model.count_params() == parameters
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    images = random.random((batch_size, 48, 48, 1), dtype=np.float32)
    targets = np.eye(7, dtype=np.float32)[np.arange(batch_size) % 7]
    return {
        "train": lambda: model.train_on_batch(images, targets),
        "predict": lambda: [model.predict_on_batch(images) for _ in range(predict_batches)],
    }


steps = features() if case["model"] == "resnet50" else training()


def seconds(step):
    cpu = time.process_time()
    wall = time.perf_counter()
    step()
    return {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}


for line in sys.stdin:
    work, count = line.split()
    print(json.dumps([seconds(steps[work]) for _ in range(int(count))]), flush=True)
