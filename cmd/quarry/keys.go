package main

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"quarry/api"
	"quarry/api/auth"
	"quarry/api/webhook"
	"quarry/config"
	"quarry/fault"
	"quarry/internal/daemon"
	"quarry/prover"
)

// dataFlags are part of every command that works on a data directory.
type dataFlags struct {
	config.File
	config.Store
}

// known implements configured.
func (d *dataFlags) known() []config.Setting { return config.Of(config.Store{}) }

// keys opens the keys of the data directory, which must be there unless it is to
// be made.
func (d *dataFlags) keys(directory func(string) (string, error)) (*auth.Store, error) {
	dir, err := directory(d.Data)
	if err != nil {
		return nil, err
	}
	return auth.Open(dir, slog.New(slog.DiscardHandler))
}

type keysCommands struct {
	Add    keysAddCommand    `cmd:"" help:"Make a key. It is printed once and kept nowhere."`
	List   keysListCommand   `cmd:"" help:"List all keys."`
	Revoke keysRevokeCommand `cmd:"" help:"End a key for ever."`
}

type keysAddCommand struct {
	jsonFlag
	dataFlags
	Name        string        `required:"" help:"Whose key it is."`
	Scopes      []api.Scope   `default:"read,submit" help:"What it may do: read, submit, metrics, admin (all of that, and everybody's jobs)."`
	Expires     time.Duration `placeholder:"DURATION" help:"When it ends, like 2160h (default: never)."`
	Queued      int           `placeholder:"N" help:"Jobs that may wait, when it submits another (0: any number)."`
	Running     int           `placeholder:"N" help:"Jobs that may run, when it submits another."`
	BytesPerDay config.Size   `help:"Bytes that it may send in a day of UTC."`
	Rate        float64       `placeholder:"N" help:"Requests per second (0: the server's setting)."`
	Burst       int           `placeholder:"N" help:"Requests that may come at once."`
	MaxPriority *int          `placeholder:"N" help:"The highest priority that it may ask for, 0 to 9 (default: any)."`
}

func (c *keysAddCommand) run(_ context.Context, s streams) error {
	store, err := c.keys(daemon.DataDir)
	if err != nil {
		return err
	}
	k := auth.Key{Name: c.Name, Scopes: c.Scopes, Limits: auth.Limits{
		Queued: c.Queued, Running: c.Running, BytesPerDay: int64(c.BytesPerDay), Rate: c.Rate, Burst: c.Burst, MaxPriority: c.MaxPriority,
	}}
	if c.Expires != 0 {
		at := time.Now().Add(c.Expires).UTC().Truncate(time.Second)
		k.ExpiresAt = &at
	}
	first := len(store.Keys()) == 0
	k, text, err := store.Add(k)
	if err != nil {
		return err
	}
	if c.JSON {
		printJSON(s.out, map[string]any{"key": text, "id": k.ID, "name": k.Name, "scopes": k.Scopes, "expires_at": k.ExpiresAt})
		return nil
	}
	fmt.Fprintln(s.out, text)
	fmt.Fprintf(s.err, "This is the only time that the key is shown. Its id is %s.\n", k.ID)
	if first {
		fmt.Fprintln(s.err, "It is the first: a server that runs without keys asks for one after its next start.")
	}
	return nil
}

type keysListCommand struct {
	jsonFlag
	dataFlags
}

func (c *keysListCommand) run(_ context.Context, s streams) error {
	store, err := c.keys(daemon.ExistingDataDir)
	if err != nil {
		return err
	}
	now := time.Now()
	list := []map[string]any{}
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "ID\tNAME\tSTATE\tSCOPES\tLIMITS\tMADE\tEXPIRES")
	for _, k := range store.Keys() {
		list = append(list, map[string]any{"id": k.ID, "name": k.Name, "state": k.State(now), "scopes": k.Scopes, "limits": k.Limits,
			"created_at": k.CreatedAt, "expires_at": k.ExpiresAt, "revoked_at": k.RevokedAt})
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", k.ID, k.Name, k.State(now), joined(k.Scopes), limitsOf(&k.Limits),
			k.CreatedAt.Format(toTheMinute), expiry(k.ExpiresAt))
	}
	if c.JSON {
		printJSON(s.out, map[string]any{"keys": list})
		return nil
	}
	return w.Flush()
}

// toTheMinute writes a time of UTC.
const toTheMinute = "2006-01-02 15:04Z"

func expiry(at *time.Time) string {
	if at == nil {
		return "never"
	}
	return at.Format(toTheMinute)
}

func joined(scopes []api.Scope) string {
	names := make([]string, len(scopes))
	for i, s := range scopes {
		names[i] = string(s)
	}
	return strings.Join(names, ",")
}

// limitsOf are a key's own limits by their flags' names, "-" if it has none.
func limitsOf(l *auth.Limits) string {
	var all []string
	add := func(name string, value any, set bool) {
		if set {
			all = append(all, fmt.Sprintf("%s=%v", name, value))
		}
	}
	add("queued", l.Queued, l.Queued != 0)
	add("running", l.Running, l.Running != 0)
	add("bytes_per_day", prover.Bytes(l.BytesPerDay), l.BytesPerDay != 0)
	add("rate", l.Rate, l.Rate != 0)
	add("burst", l.Burst, l.Burst != 0)
	if l.MaxPriority != nil {
		add("max_priority", *l.MaxPriority, true)
	}
	if len(all) == 0 {
		return "-"
	}
	return strings.Join(all, " ")
}

type keysRevokeCommand struct {
	jsonFlag
	dataFlags
	ID string `arg:"" help:"The key's id: what stands between the first and the second underscore."`
}

func (c *keysRevokeCommand) run(_ context.Context, s streams) error {
	store, err := c.keys(daemon.ExistingDataDir)
	if err != nil {
		return err
	}
	if id := auth.IDOf(c.ID); id != "" {
		c.ID = id // the whole key was given
	}
	k, err := store.Revoke(c.ID)
	if err != nil {
		return err
	}
	if c.JSON {
		printJSON(s.out, map[string]any{"id": k.ID, "name": k.Name, "revoked_at": k.RevokedAt})
		return nil
	}
	fmt.Fprintf(s.out, "%s (%s) is revoked\n", k.ID, k.Name)
	return nil
}

type webhookCommands struct {
	Secret webhookSecretCommand `cmd:"" help:"Print the secret that the owner of a key checks messages with."`
}

type webhookSecretCommand struct {
	jsonFlag
	dataFlags
	KeyID string `placeholder:"ID" help:"Id of the API key whose jobs' messages are to be checked; none for jobs without a key."`
}

// check fails if there is no key of the id: its secret would be nobody's.
func (c *webhookSecretCommand) check(dir string) error {
	if c.KeyID == "" {
		return nil
	}
	store, err := auth.Open(dir, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	if id := auth.IDOf(c.KeyID); id != "" {
		c.KeyID = id // the whole key was given
	}
	if !slices.ContainsFunc(store.Keys(), func(k auth.Key) bool { return k.ID == c.KeyID }) {
		return fault.New(auth.CodeUnknownKey, "there is no key %q", c.KeyID).WithHint("quarry keys list shows all")
	}
	return nil
}

func (c *webhookSecretCommand) run(_ context.Context, s streams) error {
	dir, err := daemon.ExistingDataDir(c.Data)
	if err != nil {
		return err
	}
	if err := c.check(dir); err != nil {
		return err
	}
	secrets, err := webhook.OpenSecrets(dir)
	if err != nil {
		return err
	}
	if c.JSON {
		printJSON(s.out, map[string]any{"secret": secrets.For(c.KeyID), "key_id": c.KeyID})
		return nil
	}
	fmt.Fprintln(s.out, secrets.For(c.KeyID))
	return nil
}
