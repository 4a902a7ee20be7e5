package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"quarry/api/client"
	"quarry/config"
	"quarry/fault"
	"quarry/prover/lineup"
)

// serverFlags are part of every command that speaks to a server.
type serverFlags struct {
	config.File
	config.Client `group:"Client"`
}

// known implements configured.
func (f *serverFlags) known() []config.Setting { return config.Of(config.Client{}) }

// connect makes the client that the settings describe.
func (f *serverFlags) connect(s streams) (*client.Client, error) {
	return connect(s, client.Options{Server: f.Server}, &f.Access)
}

// connect makes the client of a server.
func connect(s streams, o client.Options, f *config.Access) (*client.Client, error) {
	o.Key = strings.TrimSpace(f.Key)
	if f.KeyFile != "" && o.Key == "" {
		raw, err := fileContent("--key_file", f.KeyFile)
		if err != nil {
			return nil, err
		}
		o.Key = strings.TrimSpace(string(raw))
	}
	if o.Key != "" && inTheClear(o.Server) {
		fmt.Fprintln(s.err, "warning: the API key is sent over the network in the clear: use https")
	}
	if f.CAFile != "" {
		var err error
		if o.HTTP, err = trusting(f.CAFile); err != nil {
			return nil, err
		}
	}
	return client.New(o)
}

// inTheClear reports whether what is sent to a server leaves this machine unencrypted.
func inTheClear(server string) bool {
	u, err := url.Parse(server)
	if err != nil || u.Scheme != "http" || u.Hostname() == "localhost" {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return ip == nil || !ip.IsLoopback()
}

// trusting makes an HTTP client that trusts the certificates of a file only.
func trusting(path string) (*http.Client, error) {
	raw, err := fileContent("--ca_file", path)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(raw) {
		return nil, fault.New(codeUsage, "the file has no certificate (PEM)").At("--ca_file=%s", path)
	}
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.TLSClientConfig = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	t.ResponseHeaderTimeout = 2 * time.Minute
	return &http.Client{Transport: t, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, nil
}

// outcome is nil for a job that has succeeded, and otherwise its reason.
func outcome(j *lineup.Job) error {
	if j.Status == lineup.Succeeded || !j.Status.Final() {
		return nil
	}
	err := fault.New(codeJob, "the job is %s", j.Status).At("job %s", j.ID)
	if r := j.Reason; r != nil {
		reason := &fault.Error{Code: r.Code, What: r.What, Where: r.Where, Hint: r.Hint}
		if r.Code != "" {
			err.Code = r.Code
		}
		err.Err = reason
	}
	return err
}

// codeJob: a job on a server has ended without a proof; the reason may have a
// code of its own, which then stands here.
const codeJob fault.Code = "client/job"

// printJob prints what there is to say of a job.
func printJob(s streams, j *lineup.Job) {
	var t table
	t.add("job", "%s", j.ID)
	status := string(j.Status)
	if p := j.Progress; p != nil && j.Status == lineup.Running {
		status += fmt.Sprintf(", %.0f %%", 100*p.Fraction)
		if p.Stage != "" {
			status += ", " + p.Stage
		}
		if p.SecondsLeft > 0 {
			status += fmt.Sprintf(", about %s left", seconds(p.SecondsLeft))
		}
	}
	t.add("status", "%s", status)
	if r := j.Reason; r != nil {
		t.add("reason", "%s [%s]", (&fault.Error{What: r.What, Where: r.Where, Hint: r.Hint}).Error(), r.Code)
	}
	if p := j.Plan; p != nil {
		t.add("plan", "%s, %d steps, blow-up %d", p.Layout, p.NSteps, 1<<p.LogBlowup)
	}
	t.add("submitted", "%s", j.CreatedAt.Local().Format(time.DateTime))
	if j.StartedAt != nil && j.FinishedAt != nil {
		t.add("took", "%s", seconds(j.FinishedAt.Sub(*j.StartedAt).Seconds()))
	}
	if n := len(j.Attempts); n > 1 {
		t.add("attempts", "%d", n)
	}
	if r := j.Result; r != nil {
		t.add("proof", "%d bytes, %d steps, layout %s", r.Raw.Bytes, r.Verdict.NSteps, r.Verdict.Layout)
		if r.Verdict.ProgramHash != "" {
			t.add("program hash", "%s", r.Verdict.ProgramHash)
		}
		if len(r.Verdict.Output) > 0 {
			t.add("output", "%s", strings.Join(r.Verdict.Output, " "))
		}
	}
	t.print(s.out)
}

func seconds(s float64) string {
	return time.Duration(s * float64(time.Second)).Round(time.Second / 10).String()
}

// follow watches a job to its end, with a bar on a terminal and with lines
// elsewhere, and returns the job as it then is.
func follow(ctx context.Context, c *client.Client, id string, s streams, events func(lineup.Event)) (lineup.Job, error) {
	bar := newJobBar(s)
	err := c.Watch(ctx, id, 0, func(e lineup.Event) error {
		if events != nil {
			events(e)
		} else {
			bar.receive(e)
		}
		return nil
	})
	bar.finish()
	if err != nil {
		if ctx.Err() != nil {
			fmt.Fprintf(s.err, "the job goes on; quarry watch %s shows it\n", id)
		}
		return lineup.Job{}, err
	}
	return c.Job(ctx, id)
}
