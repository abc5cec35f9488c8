"""Answers multiple-choice prompts with vLLM, prefix caching on: vllm_letters.py MODEL PROMPTS.jsonl DTYPE ANSWERS.json

Timed from the texts to the letters, after the engine is loaded and has run once. A letter is the last token of its own text, as in
the recipe card-1, and one token is generated, which can be no other than a letter."""

import json
import sys
import time

from vllm import LLM, SamplingParams, TokensPrompt, __version__


def main(model, prompts, dtype, answers):
    with open(prompts, encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    llm = LLM(model=model, dtype=dtype, enable_prefix_caching=True, max_model_len=4096)
    tokenizer = llm.get_tokenizer()

    def ids(text):
        return tokenizer(text, add_special_tokens=False).input_ids

    def answer(token_lists, letters):
        sampling = [
            SamplingParams(max_tokens=1, temperature=0, allowed_token_ids=list(own), detokenize=False)
            for own in letters
        ]
        return llm.generate([TokensPrompt(prompt_token_ids=own) for own in token_lists], sampling, use_tqdm=False)

    # Backwards, so that no beginning of a prompt is in the cache afterwards.
    answer([ids(rows[0]["prompt"])[::-1]], [[ids(rows[0]["letters"][0])[-1]]])

    start = time.perf_counter()
    token_lists = [ids(row["prompt"]) for row in rows]
    letters = [{ids(letter)[-1]: letter for letter in row["letters"]} for row in rows]
    outputs = answer(token_lists, letters)
    chosen = [own[output.outputs[0].token_ids[0]] for own, output in zip(letters, outputs)]
    seconds = time.perf_counter() - start
    write(answers, rows, chosen, {"seconds": seconds, "promptTokens": sum(map(len, token_lists))})


def write(path, rows, chosen, figures):
    answered = [{"id": row["id"], "chosen": letter} for row, letter in zip(rows, chosen)]
    with open(path, "w", encoding="utf-8") as out:
        json.dump({"version": f"vLLM {__version__}", **figures, "answers": answered}, out)


if __name__ == "__main__":
    main(*sys.argv[1:5])
