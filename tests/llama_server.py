"""A real llama.cpp server for tests of the model writer: `python -m tests.llama_server MODEL.gguf`.

Prints its address as soon as it listens on 127.0.0.1 and stays until its standard input is closed.
"""

import sys

CONTEXT = 8192  # tokens; a request with 2500 words of speech takes 6000


def main() -> None:
    """Load the model, say where it listens, wait."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = sys.argv[1]
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.n_ctx = CONTEXT
    params.n_parallel = 1
    params.warmup = False
    params.cpuparams.n_threads = int(sys.argv[2]) if len(sys.argv) > 2 else 2
    server = xllamacpp.Server(params)
    sys.stdout.write(server.listening_address + "\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main()
