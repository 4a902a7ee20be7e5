package bench

import (
	"os"
	"path/filepath"
	"slices"

	"quarry/fault"
)

// ReadRuns reads a report, or all reports in a folder as one: their samples count
// together. It fails with CodeReport, and with CodeMachines if the machines differ.
func ReadRuns(path string) (*Report, error) {
	if info, err := os.Stat(path); err != nil || !info.IsDir() {
		return ReadReport(path)
	}
	files, _ := filepath.Glob(filepath.Join(path, "*.json")) // fails only on a bad pattern
	slices.Sort(files)
	var all []*Report
	for _, file := range files {
		r, err := ReadReport(file)
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	if len(all) == 0 {
		return nil, fault.New(CodeReport, "the folder holds no reports").At("%s", path)
	}
	for i, a := range all {
		for j, b := range all[:i] {
			if how := b.Machine.differs(&a.Machine); how != "" {
				return nil, fault.New(CodeMachines, "the reports in a folder can't count together: they are of different machines: %s", how).
					At("%s and %s", files[j], files[i]).WithHint("keep the reports of each machine in a folder of their own, or compare two files")
			}
		}
	}
	return pool(all), nil
}

// pool puts the samples of runs together. A result that failed in one of them, or
// did other work, has failed; those that not all have are left out.
func pool(runs []*Report) *Report {
	all := *runs[0]
	all.Results = nil
	for i := range runs[0].Results {
		res := runs[0].Results[i]
		res.Samples = slices.Clone(res.Samples)
		inAll := true
		for _, other := range runs[1:] {
			at := slices.IndexFunc(other.Results, func(o Result) bool { return o.ID() == res.ID() })
			if at < 0 {
				inAll = false
				break
			}
			o := &other.Results[at]
			switch {
			case res.Error != "":
			case o.Error != "":
				res.Error = o.Error
			case o.Work != res.Work:
				res.Error = "the runs did different work"
			default:
				res.Samples = append(res.Samples, o.Samples...)
			}
		}
		if !inAll {
			continue
		}
		res.summarise()
		all.Results = append(all.Results, res)
	}
	for _, other := range runs {
		if !slices.Contains(all.commits, other.Commit) {
			all.commits = append(all.commits, other.Commit)
		}
	}
	if len(all.commits) == 1 {
		all.commits = nil
	}
	for _, other := range runs[1:] {
		all.Machine.After.Load = max(all.Machine.After.Load, other.Machine.Before.Load, other.Machine.After.Load)
	}
	return &all
}
