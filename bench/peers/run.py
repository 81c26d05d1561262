# Runs one peer over the first users, and prints how long it took, in seconds.
import importlib
import logging
import sys
import time

logging.disable(logging.CRITICAL)
peer, count = importlib.import_module(sys.argv[1]), int(sys.argv[2])
users = [f"user{number:05}@contoso.example" for number in range(1, count + 1)]
begun = time.perf_counter()
peer.run(users)
print(time.perf_counter() - begun)
