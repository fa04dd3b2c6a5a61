#!/usr/bin/env python3
"""CTranslate2 over sentences of given lengths, in the batches of `tuyin bench translate --lengths FILE --batch N`.

    pip install ctranslate2
    ctranslate2_lengths.py MODEL LENGTHS [BATCH=64] [BEAM=1] [RUNS=3]

MODEL is a folder of CTranslate2 with tokens t0, t1 ...; every batch writes exactly as many tokens as its longest source has.
"""

import os
import random
import statistics
import sys
import time

import ctranslate2

model, path = sys.argv[1:3]
rows, beam, runs = (int(argument) for argument in (*sys.argv[3:], *("64", "1", "3")[len(sys.argv) - 3:]))
lengths = sorted(map(int, open(path).read().split()), reverse=True)
translator = ctranslate2.Translator(model, device="cpu", intra_threads=os.cpu_count(), inter_threads=1)
random.seed(1)
batches = [lengths[at:at + rows] for at in range(0, len(lengths), rows)]
batches = [[[f"t{random.randrange(250000)}" for _ in range(length - 1)] + ["</s>"] for length in batch] for batch in batches]
seconds = []
for run in range(runs + 1):
    start, written = time.time(), 0
    for batch in batches:
        longest = len(batch[0])
        results = translator.translate_batch(
            batch, target_prefix=[["t7"]] * len(batch), beam_size=beam, max_batch_size=rows,
            max_decoding_length=longest, min_decoding_length=longest)
        written += sum(len(result.hypotheses[0]) for result in results)
    seconds.append(time.time() - start)
median = statistics.median(seconds[1:])
print(f"{written / median:.1f} tokens/s, {len(lengths) / median:.2f} sentences/s: {len(lengths)} sentences, {sum(lengths)} tokens in, "
      f"{written} out, beam {beam}; {median:.3f} s (median of {runs})")
