package dashboard

import (
	"errors"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"quarry/sequencer/starknet"
)

// noSettler is a node that brings no blocks to L1, oneBlock one that knows of one.
type noSettler struct{}

func (noSettler) State() (any, error)       { return nil, nil }
func (noSettler) Block(uint64) (any, error) { return nil, errors.New("there is none") }

type oneBlock struct{ noSettler }

func (oneBlock) Block(number uint64) (any, error) {
	if number != 1 {
		return nil, errors.New("no such block")
	}
	return map[string]any{"block": number}, nil
}

// The explorer's pages have all that they import, nothing inline, and the dashboard's
// policy; a block's stages are asked for by its number.
func TestExplorer(t *testing.T) {
	engine := gin.New()
	MountExplorer(func(number uint64) (any, error) {
		if number > 5 {
			return nil, errors.New("no such block")
		}
		return map[string]any{"stage": "proved"}, nil
	}, oneBlock{})(engine)
	server := httptest.NewServer(engine)
	defer server.Close()
	for path, want := range map[string]int{
		"/explorer": 200, "/explorer/": 200, "/explorer/assets/explorer.js": 200, "/explorer/assets/style.css": 200,
		"/explorer/assets/index.html": 404, "/explorer/assets/../explorer.go": 404, "/explorer/assets/main.js": 404,
		"/explorer/settlement": 200, "/explorer/settlement/blocks/1": 200, "/explorer/settlement/blocks/2": 404, "/explorer/settlement/blocks/x": 400,
		"/explorer/finality/5": 200, "/explorer/finality/6": 404, "/explorer/finality/x": 400, "/explorer/finality/-1": 400,
	} {
		r, _ := ask(t, "GET", server.URL+path)
		if r.StatusCode != want {
			t.Errorf("%s: %d", path, r.StatusCode)
		}
		if want == 200 && !strings.Contains(path, "finality") && !strings.Contains(path, "/settlement") && r.Header.Get("Content-Security-Policy") != policy {
			t.Errorf("%s has no policy", path)
		}
	}
	if _, text := ask(t, "GET", server.URL+"/explorer/settlement"); text != "null" {
		t.Errorf("a node without settler says %s", text)
	}
	_, index := ask(t, "GET", server.URL+"/explorer/")
	if regexp.MustCompile(`(?i)<style|<script(?: [^>]*)?>[^<]|\son\w+=`).MatchString(index) {
		t.Error("the page has inline styles, scripts or handlers")
	}
	for name, f := range loadFrom(explorer, "explorer") {
		text := string(f.data)
		names := imported.FindAllStringSubmatch(text, -1)
		for _, m := range append(names, asset.FindAllStringSubmatch(text, -1)...) {
			if r, _ := ask(t, "GET", server.URL+"/explorer/assets/"+m[1]); r.StatusCode != 200 {
				t.Errorf("%s wants %s", name, m[1])
			}
		}
		for _, forbidden := range []string{"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", `style="`} {
			if strings.Contains(text, forbidden) {
				t.Errorf("%s has %s", name, forbidden)
			}
		}
	}
	// The felts that the scripts have of their own.
	script := string(loadFrom(explorer, "explorer")["explorer.js"].data)
	balance := starknet.Selector("balance_of")
	for _, e := range []*starknet.Felt{&starknet.TokenAddress, &balance, &starknet.EventTransfer} {
		if !strings.Contains(script, `"`+starknet.FormatFelt(e)+`"`) {
			t.Errorf("the script does not have %s", starknet.FormatFelt(e))
		}
	}
}
