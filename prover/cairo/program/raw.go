package program

import "encoding/json"

// The shapes of cairo-compile's JSON.

type rawProgram struct {
	Prime            string                   `json:"prime"`
	Data             []string                 `json:"data"`
	Builtins         []string                 `json:"builtins"`
	Hints            map[string][]rawHint     `json:"hints"`
	CompilerVersion  string                   `json:"compiler_version"`
	MainScope        string                   `json:"main_scope"`
	Identifiers      map[string]rawIdentifier `json:"identifiers"`
	ReferenceManager struct {
		References []rawReference `json:"references"`
	} `json:"reference_manager"`
	Attributes []rawAttribute `json:"attributes"`
}

type rawHint struct {
	Code   string   `json:"code"`
	Scopes []string `json:"accessible_scopes"`
	Flow   rawFlow  `json:"flow_tracking_data"`
}

type rawFlow struct {
	AP         rawTracking    `json:"ap_tracking"`
	References map[string]int `json:"reference_ids"`
}

type rawTracking struct {
	Group  int `json:"group"`
	Offset int `json:"offset"`
}

func (t rawTracking) tracking() Tracking { return Tracking(t) }

type rawReference struct {
	PC    int         `json:"pc"`
	AP    rawTracking `json:"ap_tracking_data"`
	Value string      `json:"value"`
}

type rawAttribute struct {
	Name    string   `json:"name"`
	Value   string   `json:"value"`
	StartPC int      `json:"start_pc"`
	EndPC   int      `json:"end_pc"`
	Scopes  []string `json:"accessible_scopes"`
	Flow    *rawFlow `json:"flow_tracking_data"`
}

type rawIdentifier struct {
	Type        string               `json:"type"`
	PC          int                  `json:"pc"`
	Value       json.Number          `json:"value"`
	Destination string               `json:"destination"`
	FullName    string               `json:"full_name"`
	Size        int64                `json:"size"`
	Members     map[string]rawMember `json:"members"`
	CairoType   string               `json:"cairo_type"`
}

type rawMember struct {
	CairoType string `json:"cairo_type"`
	Offset    int64  `json:"offset"`
}

type rawDebug struct {
	Files        map[string]string         `json:"file_contents"`
	Instructions map[string]rawInstruction `json:"instruction_locations"`
}

type rawInstruction struct {
	Scopes []string     `json:"accessible_scopes"`
	Inst   *rawLocation `json:"inst"`
	Hints  []*struct {
		Location rawLocation `json:"location"`
		Prefix   int         `json:"n_prefix_newlines"`
	} `json:"hints"`
}

type rawLocation struct {
	EndCol    int `json:"end_col"`
	EndLine   int `json:"end_line"`
	InputFile struct {
		Filename string `json:"filename"`
	} `json:"input_file"`
	StartCol  int               `json:"start_col"`
	StartLine int               `json:"start_line"`
	Parent    []json.RawMessage `json:"parent_location"`
}
