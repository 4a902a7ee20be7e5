"""cairo-lang's cairo-run with an advice tape: the member "advice" of the program
input, as docs/cairo.md describes it. Same flags."""
import sys

from starkware.cairo.lang.vm import cairo_run
from starkware.cairo.lang.vm.cairo_runner import CairoRunner


class Advice:
    def __init__(self, tape):
        self.tape = [int(v, 0) if isinstance(v, str) else v for v in tape]
        self.at = 0

    def take(self, n):
        if self.at + n > len(self.tape):
            raise StopIteration("the advice tape is at its end")
        self.at += n
        return self.tape[self.at - n : self.at]

    def next(self):
        return self.take(1)[0]

    def __len__(self):
        return len(self.tape) - self.at


initialize = CairoRunner.initialize_vm


def initialize_vm(self, hint_locals, *args, **kwargs):
    hint_locals["advice"] = Advice(hint_locals["program_input"].get("advice", []))
    return initialize(self, hint_locals, *args, **kwargs)


CairoRunner.initialize_vm = initialize_vm
sys.exit(cairo_run.main())
