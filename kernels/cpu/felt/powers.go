package felt

// Powers sets dst[i] = start · ratio^i, with the fastest operations of this
// machine.
func Powers(dst []Element, start, ratio *Element) { Best().Powers(dst, start, ratio) }

// powersRun is how far Powers doubles what it has before it goes on in steps:
// sources then stay in the first-level cache.
const powersRun = 256

// Powers sets dst[i] = start · ratio^i.
func (o *Ops) Powers(dst []Element, start, ratio *Element) {
	if len(dst) == 0 {
		return
	}
	dst[0] = *start
	step := *ratio // ratio^done
	done := 1
	for done < len(dst) && done < powersRun {
		n := min(done, len(dst)-done)
		o.MulScalar(dst[done:done+n], dst, &step)
		done += n
		step.Square(&step)
	}
	for done < len(dst) {
		n := min(powersRun, len(dst)-done)
		o.MulScalar(dst[done:done+n], dst[done-powersRun:], &step)
		done += n
	}
}
