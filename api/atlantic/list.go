package atlantic

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"quarry/prover/lineup"
)

// defaultPage is how many queries a list has if the client does not say.
const defaultPage = 20

// listing is what GET /atlantic-queries asks for.
type listing struct {
	limit, offset           int
	search, network, client string
	status, result          string
}

// list answers GET /atlantic-queries: the key's queries, newest first.
func (f *face) list(c *gin.Context) {
	who, err := f.identify(c, opRead)
	if err != nil {
		f.fail(c, err)
		return
	}
	want, err := parseListing(c)
	if err != nil {
		f.fail(c, err)
		return
	}
	queries, total, err := f.find(c.Request.Context(), who.KeyID, want)
	if err != nil {
		f.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, gin.H{"atlanticQueries": queries, "total": total})
}

func parseListing(c *gin.Context) (*listing, error) {
	l := &listing{limit: defaultPage, search: c.Query("search"), network: c.Query("network"), client: c.Query("clientId"),
		status: c.Query("status"), result: c.Query("result")}
	for name, into := range map[string]*int{"limit": &l.limit, "offset": &l.offset} {
		v := c.Query(name)
		if v == "" {
			continue
		}
		n, err := strconv.Atoi(v)
		if err != nil || n < 0 {
			return nil, errBody.because(name + " is not a number of 0 or more")
		}
		*into = n
	}
	l.limit = min(l.limit, lineup.MaxPage)
	return l, nil
}

// find walks through all of an owner's queries, since the answer tells their
// number, and keeps the asked part.
func (f *face) find(ctx context.Context, owner string, want *listing) (queries []*query, total int, err error) {
	queries = []*query{}
	filter := lineup.Filter{Owner: owner, Labels: map[string]string{labelResult: resultProof}, Limit: lineup.MaxPage}
	for {
		page, err := f.Lineup.List(ctx, filter)
		if err != nil {
			return nil, 0, err
		}
		for i := range page.Jobs {
			q := render(&page.Jobs[i])
			if !want.takes(q) {
				continue
			}
			if total >= want.offset && len(queries) < want.limit {
				queries = append(queries, q)
			}
			total++
		}
		if filter.Cursor = page.Next; filter.Cursor == "" {
			return queries, total, nil
		}
	}
}

// takes reports whether a query is among those that were asked for.
func (l *listing) takes(q *query) bool {
	same := func(want, got string) bool { return want == "" || want == got }
	if !same(l.client, q.SubmittedByClient) || !same(l.status, q.Status) || !same(l.result, q.Result) ||
		!same(l.network, value(q.Network)) {
		return false
	}
	for _, text := range []string{q.ID, value(q.ExternalID), value(q.DedupID), value(q.ProgramHash)} {
		if strings.Contains(text, l.search) {
			return true
		}
	}
	return false
}

func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
