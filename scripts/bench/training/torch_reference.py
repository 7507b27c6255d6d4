"""
Child process: one of our networks in PyTorch on noise, as a script would have it. Arguments: case as JSON, batches per prediction,
"eager" or "compiled". Runs the steps that are requested on its standard input, one request per line (`train 5`), and answers
each with one line of JSON: seconds of wall-clock and CPU time.
"""

import json
import sys
import time

import torch
from torch import nn

case = json.loads(sys.argv[1])
batch_size = case["batchSize"]
predict_batches = int(sys.argv[2])
compiled = sys.argv[3] == "compiled"
torch.manual_seed(1)


def convolution(inputs, filters, size):
    return [nn.Conv2d(inputs, filters, size, padding=size // 2), nn.ReLU()]


def block_end(filters):
    return [nn.BatchNorm2d(filters), nn.MaxPool2d(2), nn.Dropout(0.25)]


def dense(inputs, units):
    return [nn.Linear(inputs, units), nn.ReLU(), nn.BatchNorm1d(units), nn.Dropout(0.25)]


def small_block(inputs, filters):
    return [*convolution(inputs, filters, 3), nn.BatchNorm2d(filters)]


def custom_cnn():
    return [
        *convolution(1, 32, 3),
        *convolution(32, 64, 3),
        *block_end(64),
        *convolution(64, 128, 5),
        *block_end(128),
        *convolution(128, 512, 3),
        *block_end(512),
        *convolution(512, 512, 3),
        *block_end(512),
        nn.Flatten(),
        *dense(512 * 3 * 3, 256),
        *dense(256, 512),
        nn.Linear(512, 7),
    ]


def small_cnn():
    return [
        *small_block(1, 16),
        nn.MaxPool2d(2),
        *small_block(16, 32),
        nn.MaxPool2d(2),
        *small_block(32, 64),
        nn.MaxPool2d(2),
        *small_block(64, 128),
        *small_block(128, 88),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Dropout(0.25),
        nn.Linear(88, 7),
    ]


# Weights as Keras counts them: averages of normalisation are buffers here.
networks = {"customCnn": (custom_cnn, 4_496_903), "smallCnn": (small_cnn, 200_551)}
layers, parameters = networks[case["model"]]
model = nn.Sequential(*layers())
buffers = (buffer for name, buffer in model.named_buffers() if "running" in name)
assert sum(each.numel() for each in (*model.parameters(), *buffers)) == parameters

# Convolutions with an L2 penalty: those of the last two blocks of the custom network.
penalised = [each.weight for each in model if isinstance(each, nn.Conv2d) and each.out_channels == 512]
optimizer = torch.optim.Adam(model.parameters(), lr=0.001, eps=1e-7)
images = torch.rand(batch_size, 1, 48, 48)
labels = torch.arange(batch_size) % 7


def loss_of(images, labels):
    loss = nn.functional.cross_entropy(model(images), labels)
    for weight in penalised:
        loss = loss + 0.01 * weight.square().sum()
    return loss


def answers_of(images):
    return torch.softmax(model(images), dim=1)


if compiled:
    loss_of = torch.compile(loss_of)
    answers_of = torch.compile(answers_of)


def train():
    model.train()
    optimizer.zero_grad()
    loss = loss_of(images, labels)
    loss.backward()
    optimizer.step()
    return loss.item()


@torch.inference_mode()
def predict():
    model.eval()
    for _ in range(predict_batches):
        answers_of(images).numpy()


steps = {"train": train, "predict": predict}


def seconds(step):
    cpu = time.process_time()
    wall = time.perf_counter()
    step()
    return {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}


for line in sys.stdin:
    work, count = line.split()
    print(json.dumps([seconds(steps[work]) for _ in range(int(count))]), flush=True)
