"""Answers multiple-choice prompts with lm-evaluation-harness' `hf` model: lm_eval_letters.py MODEL PROMPTS.jsonl DTYPE ANSWERS.json

Timed is what the harness does for a multiple-choice task once the model is loaded: the log-likelihood of each letter after
the prompt. A letter is the last token of its own text, as in the recipe card-1: the harness' own way to tell a letter's tokens finds
none where a tokenizer joins the letter with what stands before it."""

import importlib.metadata
import json
import sys
import time

from lm_eval.models.huggingface import HFLM

BATCH = 8


def main(model, prompts, dtype, answers):
    with open(prompts, encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    lm = HFLM(pretrained=model, dtype=dtype, device="cpu", batch_size=BATCH, add_bos_token=False)

    def ids(text):
        return lm.tok_encode(text, add_special_tokens=False)

    start = time.perf_counter()
    contexts = [ids(row["prompt"]) for row in rows]
    requests = [
        ((row["prompt"], letter), context, [ids(letter)[-1]])
        for row, context in zip(rows, contexts)
        for letter in row["letters"]
    ]
    likelihoods = iter(lm._loglikelihood_tokens(requests, disable_tqdm=True))
    chosen = []
    for row in rows:
        scores = [next(likelihoods)[0] for _ in row["letters"]]
        chosen.append(row["letters"][scores.index(max(scores))])
    seconds = time.perf_counter() - start
    tokens = sum(len(context) for context in contexts)
    answered = [{"id": row["id"], "chosen": letter} for row, letter in zip(rows, chosen)]
    version = f"lm-eval {importlib.metadata.version('lm_eval')}, batches of {BATCH}"
    with open(answers, "w", encoding="utf-8") as out:
        json.dump({"version": version, "seconds": seconds, "promptTokens": tokens, "answers": answered}, out)


if __name__ == "__main__":
    main(*sys.argv[1:5])
