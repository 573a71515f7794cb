package main_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os/exec"
	"strings"
	"testing"

	"catchment/geo/trial"
)

// ask sends JSON and decodes the answer, which has the wanted status.
func (p *process) ask(method, path, body string, status int, into any, header ...string) {
	p.t.Helper()
	request, err := http.NewRequest(method, p.url+path, strings.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		p.t.Fatal(err)
	}
	defer response.Body.Close()
	if err := json.NewDecoder(response.Body).Decode(into); err != nil || response.StatusCode != status {
		p.t.Fatalf("%s %s = %s, want %d; %v", method, path, response.Status, status, err)
	}
}

// job is what tests read of a job.
type job struct{ JobID, Status, Message string }

// TestJobsOutliveTheService kills the service while jobs work and wait: the
// next start knows every job it promised, those cut short as failed, and still
// has the results of those that had ended.
func TestJobsOutliveTheService(t *testing.T) {
	dir := t.TempDir()
	p := start(t, dir)
	execute := func(process, inputs string) (j job) {
		p.ask("POST", "/processes/"+process+"/execution", `{"inputs":`+inputs+`}`, http.StatusCreated, &j, "Prefer", "respond-async")
		return j
	}
	done := execute("coverage-gaps", `{"service":"primary_school"}`)
	for done.Status == "accepted" || done.Status == "running" {
		p.get("/jobs/"+done.JobID, &done)
	}
	var before, after struct{ Features []json.RawMessage }
	p.get("/jobs/"+done.JobID+"/results", &before)
	var promised []job
	for range 12 { // of several seconds each, one or a few at a time
		promised = append(promised, execute("land-use-density", `{"size":10,"kernel":400}`))
	}
	p.kill()
	p = start(t, dir)
	var list struct{ Jobs []job }
	if p.get("/jobs", &list); len(list.Jobs) != 1+len(promised) {
		t.Errorf("%d jobs are known, %d were promised", len(list.Jobs), 1+len(promised))
	}
	failed := 0
	for _, was := range promised {
		var j job
		switch p.get("/jobs/"+was.JobID, &j); {
		case j.Status == "failed" && strings.Contains(j.Message, "stopped"):
			failed++
			var problem struct{ Detail string }
			p.ask("GET", "/jobs/"+was.JobID+"/results", "", http.StatusInternalServerError, &problem)
			if problem.Detail != j.Message {
				t.Errorf("the results say %q, the job %q", problem.Detail, j.Message)
			}
		case j.Status != "successful":
			t.Errorf("cut short: %+v", j)
		}
	}
	if failed == 0 {
		t.Error("no job was cut short: they are too quick for this test")
	}
	if p.get("/jobs/"+done.JobID+"/results", &after); len(after.Features) != len(before.Features) || len(after.Features) == 0 {
		t.Errorf("results have %d features, before %d", len(after.Features), len(before.Features))
	}
}

// TestGDALReadsResults has GDAL read the results of a scenario and of a job as
// it reads layers. Gaps and reach are counted only: their patches are of shapes
// whose boxes meet what they themselves do not.
func TestGDALReadsResults(t *testing.T) {
	trial.Program(t, "ogrinfo", "gdal-bin")
	trial.Program(t, "curl", "curl")
	trial.Program(t, "python3", "python3")
	script := trial.Shared(t, "interop", "gdal_oapif_check.sh")
	p := start(t, t.TempDir())
	var kept struct{ ID string }
	const question = `"service":"primary_school","demand":"landuse:R","sites":{"added":[{"id":"new-1","name":"城北小学","lon":118.87,"lat":42.262}]}`
	p.ask("POST", "/api/scenarios", `{"name":"North","question":{`+question+`}}`, http.StatusCreated, &kept)
	var j job
	p.ask("POST", "/processes/land-use-density/execution", `{"inputs":{"cells":"hex","size":400}}`, http.StatusCreated, &j, "Prefer", "respond-async")
	for j.Status == "accepted" || j.Status == "running" {
		p.get("/jobs/"+j.JobID, &j)
	}
	checkWithGDAL(t, script, p.url, "facilities:"+kept.ID, "cells:"+j.JobID)
	for _, result := range []string{"gaps", "reach"} {
		var want struct{ Features []json.RawMessage }
		p.ask("POST", "/api/"+result, `{`+question+`}`, http.StatusOK, &want)
		out, err := exec.CommandContext(t.Context(), "ogrinfo", "-ro", "-so", "OAPIF:"+p.url, result+":"+kept.ID).CombinedOutput()
		if err != nil || len(want.Features) == 0 || !strings.Contains(string(out), fmt.Sprintf("Feature Count: %d\n", len(want.Features))) {
			t.Errorf("%s of %d features, to GDAL: %v\n%s", result, len(want.Features), err, out)
		}
	}
}
