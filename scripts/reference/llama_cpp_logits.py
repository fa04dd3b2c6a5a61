#!/usr/bin/env python3
"""The logits that llama.cpp gives after a prompt of 200 tokens without a meaning, for `tests/causal`.

    pip install llama-cpp-python==0.3.36
    llama_cpp_logits.py MODEL.gguf > LOGITS
"""

import json
import os
import sys

import llama_cpp

TOKENS = 200


def prompt(vocabulary):
    state, tokens = 1, []
    for _ in range(TOKENS):
        state = (state * 1664525 + 1013904223) % 2**32
        tokens.append((state >> 8) % vocabulary)
    return tokens


llama_cpp.llama_backend_init()
model = llama_cpp.llama_model_load_from_file(sys.argv[1].encode(), llama_cpp.llama_model_default_params())
parameters = llama_cpp.llama_context_default_params()
parameters.n_ctx, parameters.n_batch, parameters.n_threads = 512, 512, os.cpu_count()
context = llama_cpp.llama_init_from_model(model, parameters)
vocabulary = llama_cpp.llama_vocab_n_tokens(llama_cpp.llama_model_get_vocab(model))
tokens = prompt(vocabulary)
batch = llama_cpp.llama_batch_init(TOKENS, 0, 1)
for at, token in enumerate(tokens):
    batch.token[at], batch.pos[at], batch.n_seq_id[at] = token, at, 1
    batch.seq_id[at][0], batch.logits[at] = 0, at == TOKENS - 1
batch.n_tokens = TOKENS
assert llama_cpp.llama_decode(context, batch) == 0
logits = llama_cpp.llama_get_logits_ith(context, TOKENS - 1)
json.dump({"prompt": tokens, "logits": [round(logits[column], 5) for column in range(vocabulary)]}, sys.stdout)
