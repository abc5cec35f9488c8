"""Takes training prompts apart and makes rows to learn of them."""

import json
from array import array
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random

from tokenizers import Tokenizer

LETTERS = "ABCD"


@dataclass(frozen=True)
class LookUp:
    """Where an answer is found: the question from the word on that it asks about, and the text behind that and the answer."""

    asked: range
    told: range

    def shifted(self, by: int) -> "LookUp":
        return LookUp(*(range(places.start + by, places.stop + by) for places in (self.asked, self.told)))


@dataclass(frozen=True)
class Question:
    """A question of a prompt in tokens, up to its cue."""

    ids: list[int]
    # Where its options begin, and the place of each option's first token.
    options_at: int
    options: list[int]
    # The tokens between the options and the letter: `Answer:`, `答案：`.
    cue: list[int]
    # The number of the right option (0 = A).
    right: int
    look_up: LookUp | None

    def word(self, number: int) -> int:
        return self.ids[self.options[number]]

    @property
    def answer(self) -> int:
        return self.word(self.right)


@dataclass(frozen=True)
class Target:
    """A token to learn, and the place of the one before it."""

    place: int
    token: int
    # What shows the way there: the answer's word, where it is found, and the place of its option.
    word: int | None = None
    look_up: LookUp | None = None
    option: int | None = None


@dataclass(frozen=True)
class Row:
    ids: list[int] | array
    targets: list[Target]


@dataclass(frozen=True)
class Prompt(Row):
    """A prompt, of whose letters all but the first are to learn."""

    # The place before its first letter.
    first: int


class Reader:
    def __init__(self, tokenizer: Tokenizer):
        self.tokenizer = tokenizer
        self.letters = [tokenizer.token_to_id(letter) for letter in LETTERS]
        self.line_end = tokenizer.encode("\n").ids[0]
        self.stops = {tokenizer.encode(mark).ids[0] for mark in ".．"}
        self.ends = {self.line_end, *(tokenizer.encode(mark).ids[0] for mark in ".,?，。？")}

    def read(self, file: Path) -> tuple[list[Prompt], list[Question]]:
        """The prompts of a file, and their questions but the first."""
        prompts: list[Prompt] = []
        questions: list[Question] = []
        with file.open(encoding="utf-8") as lines:
            while chunk := [json.loads(line) for line in islice(lines, 5000)]:
                for prompt, encoding in zip(chunk, self.tokenizer.encode_batch([prompt["text"] for prompt in chunk])):
                    ends = {end: place for place, (_, end) in enumerate(encoding.offsets)}
                    places = [ends[place + 1] for place in prompt["letters"]]
                    letters = [LETTERS.index(prompt["text"][place]) for place in prompt["letters"]]
                    targets = []
                    for last, place, letter in zip(places, places[1:], letters[1:]):
                        start = last + 1
                        question = self.question(encoding.ids[start:place], letter)
                        questions.append(question)
                        targets.append(self.letter(question, start))
                    prompts.append(Prompt(array("H", encoding.ids), targets, places[0] - 1))
        return prompts, questions

    def question(self, ids: list[int], right: int) -> Question:
        """The letter of an option is the last of its kind that a full stop follows."""
        places = []
        for letter in self.letters:
            place = len(ids) - 2
            while ids[place] != letter or ids[place + 1] not in self.stops:
                place -= 1
            places.append(place)
        cue = ids[len(ids) - ids[::-1].index(self.line_end) :]
        options = [place + 2 for place in places]
        return Question(ids, places[0], options, cue, right, self.look_up(ids[: places[0]], ids[options[right]]))

    def clauses(self, ids: list[int]) -> list[range]:
        clauses, start = [], 0
        for place, token in enumerate(ids):
            if token in self.ends:
                clauses.append(range(start, place + 1))
                start = place + 1
        clauses.append(range(start, len(ids)))
        return [clause for clause in clauses if len(clause) > 1]

    def look_up(self, ids: list[int], answer: int) -> LookUp | None:
        """Where one clause alone has the answer, and one word of it is asked about."""
        clauses = self.clauses(ids)
        holders = [clause for clause in clauses if any(ids[place] == answer for place in clause)]
        if len(holders) != 1 or len(clauses) < 3:
            return None
        told = holders[0]
        owners = Counter(token for clause in clauses for token in {ids[place] for place in clause})
        keys = {ids[place] for place in told if owners[ids[place]] == 2 and ids[place] != answer}
        asked = [place for clause in clauses if clause.start > told.start for place in clause if ids[place] in keys]
        if len({ids[place] for place in asked}) != 1 or asked[-1] not in clauses[-1]:
            return None
        key = asked[-1]
        behind = max(place for place in told if ids[place] in (ids[key], answer))
        return LookUp(range(key, clauses[-1].stop), range(behind, told.stop))

    def letter(self, question: Question, start: int = 0) -> Target:
        """The letter behind a question that begins at `start`."""
        return Target(
            start + len(question.ids) - 1,
            self.letters[question.right],
            question.answer,
            question.look_up and question.look_up.shifted(start),
            start + question.options[question.right],
        )

    def options(self, question: Question, random: Random) -> Row:
        """Four options, then each again by its word and letter."""
        ids, targets = question.ids[question.options_at :], []
        for number in random.sample(range(4), 4):
            ids.append(question.word(number))
            option = question.options[number] - question.options_at
            targets.append(Target(len(ids) - 1, self.letters[number], option=option))
            ids.append(self.letters[number])
        return Row(ids, targets)

    def asked_of_all(self, question: Question, random: Random) -> Row | None:
        """A text, and the question put about each clause that is built like the one it is about, answered by words."""
        if question.look_up is None:
            return None
        ids, asked, told = question.ids, question.look_up.asked, question.look_up.told
        clauses = self.clauses(ids[: question.options_at])
        own = next(clause for clause in clauses if told.start in clause)
        alike = [clause for clause in clauses[:-1] if similar(ids, clause, own)]
        if len(alike) < 3:
            return None
        # Clauses are alike from their ends.
        key, answer = (next(place for place in own if ids[place] == token) - own.stop for token in (ids[asked.start], question.answer))
        text = alike[-1].stop
        row, targets = ids[:text], []
        for clause in random.sample(alike, len(alike)):
            if len(clause) < -min(key, answer):
                continue
            start = len(row)
            found = LookUp(
                range(start + asked.start - text, start + question.options_at - text),
                range(clause.stop + max(key, answer), clause.stop),
            )
            row += [ids[clause.stop + key] if token == ids[asked.start] else token for token in ids[text : question.options_at]]
            row += question.cue
            word = ids[clause.stop + answer]
            targets.append(Target(len(row) - 1, word, word, found))
            row.append(word)
        return Row(row, targets)

    def word(self, question: Question) -> Row:
        """A question without options, answered by the word of the right one."""
        ids = question.ids[: question.options_at] + question.cue
        return Row([*ids, question.answer], [Target(len(ids) - 1, question.answer, question.answer, question.look_up)])

    def whole(self, question: Question) -> Row:
        return Row(question.ids, [self.letter(question)])

    def unshown(self, prompt: Prompt) -> Row:
        """A prompt whose first letter is always A: before it, nothing shows what to do."""
        return Row(prompt.ids, [*prompt.targets, Target(prompt.first, self.letters[0])])


def similar(ids: list[int], one: range, other: range) -> bool:
    """Whether two clauses end alike but for a word or two."""
    ends = list(zip(reversed(one[:-1]), reversed(other[:-1])))
    return len(ends) > 1 and sum(ids[a] != ids[b] for a, b in ends) <= max(2, len(ends) // 2)
