"""What Keras makes of exported models: their answers for faces, and what Keras itself would write of them.

    python models.py FOLDER

FOLDER has faces.bin, float32, and models, *.keras. Beside each, its answers are written as .bin, and as .json each entry of its
config that Keras writes otherwise; keys that only Keras writes are left out, which are settings of later versions. Of smallCnn, also
the answers of the SavedModel, the .h5 file and the TensorFlow Lite file that Keras and TensorFlow make of it.
"""

import json
import pathlib
import sys
import zipfile

import keras
import numpy as np
import tensorflow as tf

folder = pathlib.Path(sys.argv[1])
faces = np.fromfile(folder / "faces.bin", "<f4").reshape(-1, 48, 48, 1)


def differences(ours, theirs, place):
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return [each for key in ours for each in differences(ours[key], theirs.get(key, "missing"), f"{place}.{key}")]
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        return [each for i, pair in enumerate(zip(ours, theirs)) for each in differences(*pair, f"{place}[{i}]")]
    return [] if ours == theirs else [f"{place}: {ours}, Keras: {theirs}"]


for file in sorted(folder.glob("*.keras")):
    model = keras.saving.load_model(file, compile=False)
    answers = model.predict(faces, verbose=0, batch_size=len(faces))
    answers.astype("<f4").tofile(file.with_suffix(".bin"))
    again = folder / "again.zip.keras"
    model.save(again)
    configs = [json.loads(zipfile.ZipFile(each).read("config.json")) for each in (file, again)]
    again.unlink()
    file.with_suffix(".json").write_text(json.dumps(differences(*configs, "config")))
    if file.stem == "smallCnn":
        # As docs/exporting.md has it.
        model.export(folder / "saved-model", verbose=False)
        model.save(folder / "smallCnn.h5")
        lite = tf.lite.TFLiteConverter.from_saved_model(str(folder / "saved-model")).convert()
        loaded = tf.saved_model.load(folder / "saved-model")
        served = loaded.serve(faces).numpy()
        again = keras.saving.load_model(folder / "smallCnn.h5", compile=False).predict(faces, verbose=0)
        interpreter = tf.lite.Interpreter(model_content=lite)
        [asked], [given] = interpreter.get_input_details(), interpreter.get_output_details()
        interpreter.resize_tensor_input(asked["index"], faces.shape)
        interpreter.allocate_tensors()
        interpreter.set_tensor(asked["index"], faces)
        interpreter.invoke()
        for name, found in (("SavedModel", served), ("h5", again), ("TensorFlow Lite", interpreter.get_tensor(given["index"]))):
            found.astype("<f4").tofile(folder / f"{name}.bin")
    keras.backend.clear_session()
