package server_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"catchment/server"
)

// TestRuleCheckKeepsNothing checks a rule file: what it holds, whom it
// contradicts, and that it is not there afterwards.
func TestRuleCheckKeepsNothing(t *testing.T) {
	s := newPark(t, server.Options{})
	check := func(body string, status int) answer {
		t.Helper()
		a := s.do(http.MethodPost, "/api/standards/check", strings.NewReader(body), "Content-Type", "application/json")
		if a.status != status {
			t.Errorf("POST %.60s: %v, want %d", body, a, status)
		}
		return a
	}
	var found struct {
		Rules       int
		Evidence    map[string]int
		Conflicts   []struct{ Kind string }
		Conflicting []struct{ ID, Set string }
	}
	check(localRules, 200).into(t, &found)
	if found.Rules != 2 || found.Evidence["recalled"] != 1 || found.Evidence["verbatim"] != 1 {
		t.Errorf("%+v, want two rules, one recalled and one seen", found)
	}
	if len(found.Conflicts) != 2 || found.Conflicts[0].Kind != "kindergarten" || found.Conflicts[1].Kind != "primary_school" || len(found.Conflicting) != 2 {
		t.Errorf("conflicts %+v of %+v, want 400 m and 600 m against the national values", found.Conflicts, found.Conflicting)
	}
	check(strings.Replace(localRules, `{"max":400}`, `{"max":300}`, 1), 200).into(t, &found)
	if len(found.Conflicts) != 2 { // 300 m still differs from 300 to 500 m
		t.Errorf("conflicts %+v", found.Conflicts)
	}
	var p struct{ Path string }
	check(strings.Replace(localRules, `"recalled"`, `"heard"`, 1), 422).into(t, &p)
	if p.Path != "/rules/0/evidence" {
		t.Errorf("path %q", p.Path)
	}
	check(`{"rules":[`, 400)
	check(``, 400)
	var sets struct{ Sets []any }
	if s.get("/api/standards/sets").into(t, &sets); len(sets.Sets) != 0 {
		t.Errorf("sets %v after checks alone", sets.Sets)
	}
}

// TestRuleCheckIsBounded holds that a file which asks one question thousands of
// times is refused, or answered with each of its rules once.
func TestRuleCheckIsBounded(t *testing.T) {
	s := newPark(t, server.Options{})
	check := func(values string) answer {
		return s.do(http.MethodPost, "/api/standards/check", strings.NewReader(`{"documents":[{"id":"X","status":"local"}],"rules":[
			{"id":"r","kinds":["kindergarten"],"metric":"radius","values":[{"max":1}`+values+`],"standard":"X","evidence":"recalled","confidence":"low"}]}`), "Content-Type", "application/json")
	}
	if a := check(strings.Repeat(`,{"max":2}`, 50_000)); a.status != http.StatusUnprocessableEntity {
		t.Errorf("50,001 values: %d, want 422", a.status)
	}
	var found struct{ Conflicting []struct{ ID string } }
	if check(strings.Repeat(`,{"max":2}`, 1900)).into(t, &found); len(found.Conflicting) != 1 {
		t.Errorf("one rule of 1,901 values is named %d times", len(found.Conflicting))
	}
}

// TestRuleCheckNamesIdleRules names what a misspelt metric or kind leaves
// without effect.
func TestRuleCheckNamesIdleRules(t *testing.T) {
	s := newPark(t, server.Options{})
	var found struct {
		Idle []struct{ ID, Field, Value string }
	}
	for _, tt := range []struct{ old, new, want string }{
		{`"name_zh"`, `"name_zh"`, "[]"},
		{`"kindergarten"`, `"kindergraten"`, "[{k kinds kindergraten}]"},
		{`"metric":"radius"`, `"metric":"radiuss"`, "[{k metric radiuss}]"},
	} {
		s.do(http.MethodPost, "/api/standards/check", strings.NewReader(strings.Replace(localRules, tt.old, tt.new, 1)), "Content-Type", "application/json").into(t, &found)
		if got := fmt.Sprint(found.Idle); got != tt.want {
			t.Errorf("%s: idle %s, want %s", tt.new, got, tt.want)
		}
	}
}
