"""Trains the reader and writes config.json and model.safetensors.

    python train.py PROMPTS FOLDER [--seed 1] [--stage 1]

PROMPTS is what `datasets/samples/generate.ts --train` writes; FOLDER holds tokenizer.json and gets the weights. From a
later stage on, it goes on with the weights in FOLDER.

To answer a question the model has to find the answer's word in the text, find that word among the options, and give its
letter. Learnt all at once from the letters this gives no signal for hours; so it is learnt step by step, in short rows,
and some heads are told where to look: behind a question at the word that it asks about (layer ASKED), then at the clause
that has it (layer FOUND), then at the right option (layer CHOSEN). The stages:

1. letters: four options, then each option's word, for which its letter is learnt;
2. reading: also texts, of which every clause is asked about, answered by words, and questions without options;
3. questions: more whole questions, answered by a letter;
4. prompts: header, five shots and an item, as they are scored, beside such rows. The letter behind the first question is
   not learnt;
5. shots: the same, and behind the first question always an A, so that a question without a shot before it is not read.
"""

import argparse
import time
from bisect import bisect_right
from dataclasses import dataclass, fields
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Iterator

import torch
import torch.nn.functional as F
from decoder import Decoder, Shape
from rows import Prompt, Question, Reader, Row, Target
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn

RATE = 4e-3
# The layers, from 1 on, whose first GUIDED heads are told where to look; FOUND is to know the answer's word.
ASKED, FOUND, CHOSEN = 2, 3, 4
GUIDED = 8
# Rows are padded to one of two lengths, since the layers are compiled for each; every kind of question has short ones.
SHORT, LONG = 64, 384


@dataclass(frozen=True)
class Counts:
    """How many rows of each kind a step learns."""

    options: int = 0
    texts: int = 0
    words: int = 0
    questions: int = 0
    prompts: int = 0
    unshown: int = 0


# Steps and rows a step.
STAGES = [
    (300, Counts(options=160)),
    (450, Counts(options=24, texts=56, words=24, questions=56)),
    (1600, Counts(options=8, texts=24, words=48, questions=80)),
    (700, Counts(texts=8, words=16, questions=24, prompts=12)),
    (160, Counts(words=8, questions=16, unshown=12)),
]


class Material:
    """Rows of each kind, drawn by chance."""

    def __init__(self, prompts: list[Prompt], questions: list[Question], reader: Reader, random: Random):
        self.reader, self.random = reader, random
        self.prompts = [row for row in prompts if len(row.ids) <= LONG]
        self.questions = [one for one in questions if len(one.ids) <= SHORT]
        self.clear = [
            one for one in self.questions
            if len({one.word(number) for number in range(4)}) == 4 and len(one.ids) - one.options_at <= SHORT - 8
        ]
        texts = (reader.asked_of_all(one, random) for one in self.questions)
        self.texts = [row for row in texts if row is not None and len(row.ids) <= SHORT]

    def draw(self, counts: Counts) -> tuple[list[tuple[str, Row]], list[tuple[str, Row]]]:
        """Short and long rows, with the names of their kinds."""
        reader, sample = self.reader, self.random.sample
        short = [("options", reader.options(one, self.random)) for one in sample(self.clear, counts.options)]
        short += [("texts", row) for row in sample(self.texts, counts.texts)]
        short += [("words", reader.word(one)) for one in sample(self.questions, counts.words)]
        short += [("questions", reader.whole(one)) for one in sample(self.questions, counts.questions)]
        long: list[tuple[str, Row]] = [("prompts", row) for row in sample(self.prompts, counts.prompts)]
        long += [("unshown", reader.unshown(row)) for row in sample(self.prompts, counts.unshown)]
        return short, long


class Trainer:
    def __init__(self, model: Decoder):
        self.model = model
        matrices = [parameter for parameter in model.layers.parameters() if parameter.dim() == 2]
        known = {id(parameter) for parameter in matrices}
        others = [parameter for parameter in model.parameters() if id(parameter) not in known]
        self.optimizers = [
            torch.optim.Muon(matrices, weight_decay=0.01, adjust_lr_fn="match_rms_adamw"),
            torch.optim.AdamW(others, betas=(0.9, 0.98), weight_decay=0.0, fused=True),
        ]

    def learn(self, rows: list[tuple[str, Row]], length: int) -> Iterator[tuple[str, bool]]:
        """Adds the gradient of a batch; yields for each target the kind of its row and whether the model knew it."""
        ids = padded([row for _, row in rows], length)
        targets = [(number, target) for number, (_, row) in enumerate(rows) for target in row.targets]
        thoughts = self.model(ids)
        wanted = torch.tensor([target.token for _, target in targets])
        logits = self.model.logits(thoughts.states[-1][places(targets)])
        loss = F.cross_entropy(logits, wanted)
        reading = [(number, target) for number, target in targets if target.word is not None]
        if reading:
            words = self.model.logits(thoughts.states[FOUND - 1][places(reading)])
            loss = loss + 0.5 * F.cross_entropy(words, torch.tensor([target.word for _, target in reading]))
        for layer, look_at in (
            (ASKED, lambda target: target.look_up and target.look_up.asked),
            (FOUND, lambda target: target.look_up and target.look_up.told),
            (CHOSEN, lambda target: None if target.option is None else range(target.option, target.option + 1)),
        ):
            looks = [(one, look) for one in targets if (look := look_at(one[1])) is not None]
            if looks:
                loss = loss + 0.3 * aside(thoughts.attentions[layer - 1], looks)
        loss.backward()
        for (number, target), right in zip(targets, (logits.argmax(-1) == wanted).tolist()):
            # The A behind a first question is no answer.
            if target.word is not None or target.option is not None:
                yield rows[number][0], right

    def step(self, rate: float) -> None:
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        for optimizer in self.optimizers:
            for group in optimizer.param_groups:
                group["lr"] = rate
            optimizer.step()
            optimizer.zero_grad()


def padded(rows: list[Row], length: int) -> Tensor:
    ids = torch.zeros(len(rows), length, dtype=torch.long)
    for number, row in enumerate(rows):
        ids[number, : len(row.ids)] = torch.tensor(row.ids)
    return ids


def places(targets: list[tuple[int, Target]]) -> tuple[Tensor, Tensor]:
    """The rows and columns of targets."""
    return torch.tensor([number for number, _ in targets]), torch.tensor([target.place for _, target in targets])


def aside(attention: Tensor, looks: list[tuple[tuple[int, Target], range]]) -> Tensor:
    """How much guided heads look elsewhere: minus the logarithm of what they give to the places they should look at."""
    rows, columns = places([one for one, _ in looks])
    wanted = torch.zeros(len(looks), attention.shape[-1])
    for number, (_, look) in enumerate(looks):
        wanted[number, look.start : look.stop] = 1
    given = (attention[rows, :GUIDED, columns].float() * wanted[:, None]).sum(-1)
    return -(given + 1e-3).log().mean()


@torch.no_grad()
def accuracy(model: Decoder, prompts: list[Row]) -> float:
    """Share of right letters behind all questions but the first of prompts that were not learnt."""
    right = total = 0
    for start in range(0, len(prompts), 24):
        rows = prompts[start : start + 24]
        targets = [(number, target) for number, row in enumerate(rows) for target in row.targets]
        logits = model.logits(model(padded(rows, LONG)).states[-1][places(targets)])
        right += (logits.argmax(-1) == torch.tensor([target.token for _, target in targets])).sum().item()
        total += len(targets)
    return right / total


def rate_at(step: int, ends: list[int]) -> float:
    """Up over 30 steps, down to nothing in stages 3 and 4, and once more, from a lower rate, in stage 5."""
    if step >= ends[3]:
        return 0.4 * RATE * min(1, (step - ends[3] + 1) / 30) * (ends[4] - step) / (ends[4] - ends[3])
    return RATE * min(1, (step + 1) / 30) * min(1, (ends[3] - step) / (ends[3] - ends[1]))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("prompts", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--stage", type=int, default=1, choices=range(1, len(STAGES) + 1), help="the first to do")
    choices = parser.parse_args()
    torch.manual_seed(choices.seed)
    random = Random(choices.seed)
    started = time.time()
    reader = Reader(Tokenizer.from_file(str(choices.folder / "tokenizer.json")))
    prompts, questions = reader.read(choices.prompts)
    test = [row for row in prompts[:256] if len(row.ids) <= LONG]
    material = Material(prompts[256:], questions[256 * 5 :], reader, random)
    model = Decoder(Shape(reader.tokenizer.get_vocab_size()))
    if choices.stage > 1:
        tensors = load_file(choices.folder / "model.safetensors")
        model.load_state_dict({name.removeprefix("model."): tensor.float() for name, tensor in tensors.items()})
    print(sum(parameter.numel() for parameter in model.parameters()), "parameters", flush=True)
    trainer = Trainer(model)
    ends = list(accumulate(steps for steps, _ in STAGES))
    known: dict[str, float] = {}
    for step in range(ends[choices.stage - 2] if choices.stage > 1 else 0, ends[-1]):
        short, long = material.draw(STAGES[bisect_right(ends, step)][1])
        for rows, length in ((short, SHORT), (long, LONG)):
            if rows:
                for kind, right in trainer.learn(rows, length):
                    known[kind] = 0.998 * known.get(kind, 0.0) + 0.002 * right
        trainer.step(rate_at(step, ends))
        if step % 50 == 49:
            shares = ", ".join(f"{kind.name} {known.get(kind.name, 0.0):.3f}" for kind in fields(Counts))
            print(f"{step + 1} of {ends[-1]} steps, {time.time() - started:.0f} s, right: {shares}", flush=True)
        if step % 250 == 249:
            model.write(choices.folder)
    print(f"right in prompts that were not learnt: {accuracy(model, test):.3f}", flush=True)
    model.write(choices.folder)


if __name__ == "__main__":
    main()
