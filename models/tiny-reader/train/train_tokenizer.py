"""Makes tokenizer.json from training prompts: a byte-level BPE in which every word of the prompts is one token.

    python train_tokenizer.py PROMPTS OUT_FOLDER

Spaces part words and are no tokens themselves, so that a word is the same token wherever it stands, and a letter is the
same token behind `Answer:` and behind `答案：`. Chinese words have no spaces between them, but stand alone as options, so
that is where they are learnt; everything else is single characters, and whatever no prompt has is spelled in bytes.
"""

import json
import re
import sys
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

END = "<|end|>"
PIECE = r"[A-Za-z]+|[0-9]+|[^A-Za-z0-9\s]+|\s"
OPTION = re.compile(r"[A-D][.．] ?(.+?)(?= [A-D]．|$)", re.MULTILINE)


def words_of(prompts: Path) -> list[str]:
    words: set[str] = set()
    with prompts.open(encoding="utf-8") as lines:
        for line in lines:
            text = json.loads(line)["text"]
            words.update(re.findall(r"[A-Za-z]+|[0-9]+", text))
            words.update(text)
            for option in OPTION.findall(text):
                words.update(re.findall(r"[^\x00-\x7f，]+", option))
    return sorted(words)


def main() -> None:
    prompts, out = map(Path, sys.argv[1:])
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(" ", "removed"),
            pre_tokenizers.Split(Regex(PIECE), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=4096,
        min_frequency=1,
        show_progress=False,
        special_tokens=[AddedToken(END, special=True)],
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
    )
    tokenizer.train_from_iterator(words_of(prompts), trainer)
    out.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(out / "tokenizer.json"))
    config = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "bos_token": END,
        "eos_token": END,
        "add_bos_token": False,
        "model_max_length": 2048,
    }
    (out / "tokenizer_config.json").write_text(json.dumps(config, indent=2) + "\n")
    print(f"{tokenizer.get_vocab_size()} tokens")


main()
