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


def convolution(filters, size, l2=0.0):
    penalty = regularizers.L2(l2) if l2 else None
    return layers.Conv2D(filters, size, padding="same", activation="relu", kernel_regularizer=penalty)


def block_end():
    return [layers.BatchNormalization(), layers.MaxPooling2D(2), layers.Dropout(0.25)]


def dense(units):
    return [layers.Dense(units, activation="relu"), layers.BatchNormalization(), layers.Dropout(0.25)]


custom_cnn = [
    convolution(32, 3),
    convolution(64, 3),
    *block_end(),
    convolution(128, 5),
    *block_end(),
    convolution(512, 3, 0.01),
    *block_end(),
    convolution(512, 3, 0.01),
    *block_end(),
    layers.Flatten(),
    *dense(256),
    *dense(512),
]


def small_block(filters):
    return [convolution(filters, 3), layers.BatchNormalization(momentum=0.9)]


small_cnn = [
    *small_block(16),
    layers.MaxPooling2D(2),
    *small_block(32),
    layers.MaxPooling2D(2),
    *small_block(64),
    layers.MaxPooling2D(2),
    *small_block(128),
    *small_block(88),
    layers.GlobalAveragePooling2D(),
    layers.Dropout(0.25),
]

networks = {"customCnn": (custom_cnn, 4_496_903), "smallCnn": (small_cnn, 200_551)}
random = np.random.default_rng(1)


def features():
    """Features of a base at the size that it was trained with."""
    model = keras.applications.ResNet50(include_top=False, weights=None, pooling="avg")
    assert model.count_params() == 23_587_712
    images = random.random((predict_batches * batch_size, 224, 224, 3), dtype=np.float32)
    return {"predict": lambda: model.predict(images, batch_size=batch_size, verbose=0)}


def training():
    body, parameters = networks[case["model"]]
    model = keras.Sequential([layers.Input((48, 48, 1)), *body, layers.Dense(7, activation="softmax")])
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
