"""Answers multiple-choice prompts with lm-evaluation-harness' `hf` model: lm_eval_letters.py MODEL PROMPTS.jsonl DTYPE ANSWERS.json

Timed is what the harness does for a multiple-choice task once the model is loaded: the log-likelihood of each letter after
the prompt."""

import importlib.metadata
import json
import sys
import time

from lm_eval.api.instance import Instance
from lm_eval.models.huggingface import HFLM

BATCH = 8


def main(model, prompts, dtype, answers):
    with open(prompts, encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    lm = HFLM(pretrained=model, dtype=dtype, device="cpu", batch_size=BATCH, add_bos_token=False)
    requests = [
        Instance(request_type="loglikelihood", doc={}, arguments=(row["prompt"], letter), idx=index)
        for row in rows
        for index, letter in enumerate(row["letters"])
    ]
    start = time.perf_counter()
    likelihoods = iter(lm.loglikelihood(requests, disable_tqdm=True))
    chosen = []
    for row in rows:
        scores = [next(likelihoods)[0] for _ in row["letters"]]
        chosen.append(row["letters"][scores.index(max(scores))])
    seconds = time.perf_counter() - start
    tokens = sum(len(lm.tok_encode(row["prompt"])) for row in rows)
    answered = [{"id": row["id"], "chosen": letter} for row, letter in zip(rows, chosen)]
    version = f"lm-eval {importlib.metadata.version('lm_eval')}, batches of {BATCH}"
    with open(answers, "w", encoding="utf-8") as out:
        json.dump({"version": version, "seconds": seconds, "promptTokens": tokens, "answers": answered}, out)


if __name__ == "__main__":
    main(*sys.argv[1:5])
