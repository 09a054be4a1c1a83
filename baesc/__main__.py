"""Entry point: `baesc` and `python -m baesc`."""

import sys


def main() -> None:
    """Run the command line; a build with nothing to do never gets past the first lines."""
    try:
        sys.exit(_main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.stderr.write("baesc: stopped\n")
        sys.exit(130)


def _main(arguments: list[str]) -> int:
    from baesc.cli.noop import nothing_to_do

    said = nothing_to_do(arguments)
    if said:
        sys.stdout.write(said + "\n")
        return 0
    import gc

    # One run makes many objects, hardly any in circles: collecting costs a third of its time.
    gc.disable()
    from baesc.cli.main import run

    return run(arguments)


if __name__ == "__main__":
    main()
