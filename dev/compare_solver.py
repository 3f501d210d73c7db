"""Random small worlds, resolved by real uv (as a directory of wheels) and by `puv.resolver`: same pins, same tries.

    python dev/compare_solver.py --uv PATH --count 200 --seed 1 [--messages] [--show]

Prints each difference with the world that shows it, and exits with 1 if there was any.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from support.solver_cases import Case, ask_puv, ask_uv, squeeze, target


def main() -> int:
    """Compare as many worlds as asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--uv", required=True)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--messages", action="store_true", help="compare explanations too")
    parser.add_argument("--show", action="store_true")
    arguments = parser.parse_args()
    here = target()
    differences = unsolvable = wording = 0
    for seed in range(arguments.seed, arguments.seed + arguments.count):
        case = Case(seed)
        folder = Path(tempfile.mkdtemp(prefix="worlds-"))
        try:
            theirs, their_tries, their_text = ask_uv(arguments.uv, case, folder)
        finally:
            shutil.rmtree(folder)
        try:
            ours, our_tries, our_text = ask_puv(case, here)
        except Exception as error:
            if arguments.show:
                raise
            ours, our_tries, our_text = f"{type(error).__name__}: {error}", {}, ""
        unsolvable += theirs == "unsolvable"
        same = squeeze(theirs) == squeeze(ours) and their_tries == our_tries
        said = not arguments.messages or theirs != "unsolvable" or squeeze(their_text) == squeeze(our_text)
        wording += not said
        if same and said:
            continue
        differences += not same
        print(f"== seed {seed}: {case.requirements} -c {case.constraints} {case.mode} {case.prerelease}")
        if arguments.show:
            for name, versions in case.world.items():
                for version, dist in versions.items():
                    print(f"   {name} {version}: {vars(dist)}")
        if not same:
            print(f"-- uv\n{theirs}\n{their_tries}\n-- puv\n{ours}\n{our_tries}")
        elif not said:
            print(f"-- uv\n{their_text}\n-- puv\n{our_text}")
    print(f"{arguments.count} worlds, {unsolvable} without solution")
    print(f"{differences} differences, {wording} differently explained")
    return 1 if differences or wording else 0


if __name__ == "__main__":
    sys.exit(main())
