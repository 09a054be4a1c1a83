"""Entry point: `baesc` and `python -m baesc`."""

import sys


def main() -> None:
    """Run the command line; a build with nothing to do never gets past the first lines."""
    from baesc.cli.noop import nothing_to_do

    said = nothing_to_do(sys.argv[1:])
    if said:
        sys.stdout.write(said + "\n")
        return
    import gc

    # One run makes many objects, hardly any in circles: collecting costs half of its time.
    gc.disable()
    from baesc.cli.main import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
