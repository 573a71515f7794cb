package server_test

import (
	"fmt"
	"strings"
	"testing"
)

// TestMangledAddresses puts addresses in an open page that ask for what is not
// there or is malformed: nothing is refused, and where silence would mislead the
// page says in both languages what is missing and what is shown instead.
func TestMangledAddresses(t *testing.T) {
	t.Parallel()
	srv := parkServer(t)
	p := openTab(t, srv, "en", "light", schoolHash)
	notice := func() string {
		return eval[string](p, "document.querySelector('.notice').hidden ? '' : document.querySelector('.notice > div').textContent")
	}
	const facility = "facilities/none"
	for _, c := range []struct {
		hash   string
		en, zh string // what is said, "" for nothing
		holds  string // in the page, "" for nothing more
	}{
		{"service=bogus", "There is no service “bogus” here; primary school is shown", "没有服务“bogus”", "document.querySelector('#service').value === 'primary_school'"},
		{"service=%3Cb%3Ex", "“<b>x”", "“<b>x”", "!document.querySelector('.notice b')"},
		{"area=nowhere", "no study area “nowhere” here; Songshan", "没有研究范围“nowhere”", ""},
		{"demand=wishes", "“wishes” cannot be served here; counted is: Homes", "没有服务对象“wishes”，现按居住用地", "document.querySelector('input[name=demand]:checked').value === 'landuse:R'"},
		{"demand=landuse:ZZ", "“landuse:ZZ” cannot", "“landuse:ZZ”", ""},
		{"demand=landuse:", "“landuse:” cannot", "“landuse:”", ""},
		{"demand=jobs:R", "“jobs:R” cannot", "“jobs:R”", ""},
		{"demand=" + strings.Repeat("x", 3000), "xxx…”", "xxx…”", ""},
		{"service=bogus&area=nowhere&demand=wishes", "“bogus”", "“wishes”", "document.querySelectorAll('.notice p').length === 3"},
		{"sites=c:" + facility + "@118.9,42.26;m:none/x@118.9,42.26@118.8,42.2", "2 changes of the what-if are of facilities that are not here", "2 处改动", "window.__app.inspect().settings.sites === ''"},
		{"drawn=scenario:gone", "scenario “gone” that holds the drawn area is not here; Songshan", "方案“gone”不在这里", "!window.__app.inspect().settings.drawn"},
		{"status=wishes", "", "", "document.querySelector('#status').value === 'existing'"},
		{"status=planned,,existing", "", "", "document.querySelector('#status').value === 'existing'"},
		{"status=planned", "", "", "document.querySelector('#status').selectedOptions[0].textContent.length > 1 && document.querySelector('#status').value === 'planned'"},
		{"status=", "", "", "document.querySelector('#status').value === 'existing,under_construction,planned'"},
		{"radius=1e9", "", "", "document.querySelector('#radius').value === '500'"},
		{"sites=a:x@,;a:y@1", "", "", "!window.__app.inspect().settings.sites && !document.querySelector('#delta').textContent"},
		{"drawn=drawn:AAAA&gap=1.5&facility=none/none&list=none", "", "", "document.querySelector('#gaps-table tbody tr')"},
		{"sort=gaps-table:bogus:down,::,toString:x", "", "", "document.querySelector('#gaps-table tbody tr') && !document.querySelector('#gaps-table [aria-sort]')"},
		{"view=landuse&classes=ZZ&pane=bogus&level=9&parcel=none&scheme=none", "", "", "document.querySelectorAll('#landuse-table tbody tr').length > 5 && !document.querySelector('.legend .off') && document.querySelector('input[name=level]:checked')"},
		{"view=density&measure=bogus&cells=circle&size=0.01&kernel=1e300&cell=none", "", "", "document.querySelector('#measure').value && document.querySelector('#density-table tbody tr')"},
		{"view=scenarios&a=none&b=none&mode=none&swipe=900&edit=none", "", "", ""},
		{"view=data&layer=none&hidden=none,,&faded=none:x,:,answer:900", "", "", "document.querySelectorAll('.layeritem').length > 5"},
		{"view=none&lang=fr&at=1,2&year=12&folded=top&verdict=x&palette=x", "", "", "document.querySelector('#view-coverage, .tab[data-view=coverage][aria-current]')"},
	} {
		for language, says := range map[string]string{"en": c.en, "zh": c.zh} {
			if language == "zh" && says == "" {
				continue
			}
			p.follow("#service=primary_school&" + c.hash + "&lang=" + language)
			p.until("document.documentElement.lang.startsWith('" + language + "') || " + fmt.Sprint(strings.Contains(c.hash, "lang=")))
			if got := notice(); (says == "") != (got == "") || !strings.Contains(got, says) {
				t.Errorf("%s, %.80s: the page says %q, want %q", language, c.hash, got, says)
			}
			if c.holds != "" && !eval[bool](p, "Boolean("+c.holds+")") {
				t.Errorf("%s, %.80s: %s does not hold", language, c.hash, c.holds)
			}
		}
	}

	// Opened there it is the same, and what is said goes with what is chosen or closed.
	p = openTab(t, srv, "zh", "light", "#service=bogus&area=nowhere&demand=landuse:ZZ&radius=600")
	p.picture("opening-unmet")
	if got := notice(); strings.Count(got, "“") != 3 || !strings.Contains(p.text("#ratio"), "%") {
		t.Errorf("opened at what is not here the page says %q and shows %q", got, p.text("#ratio"))
	}
	p.run("document.querySelector('input[name=demand][value=land]').click()")
	p.rest()
	if got := notice(); strings.Count(got, "“") != 2 || strings.Contains(got, "ZZ") {
		t.Errorf("with another demand chosen the page says %q", got)
	}
	p.run("document.querySelector('#unmet-close').click()")
	p.until("document.querySelector('.notice').hidden")
	if strings.Contains(p.address(), "bogus") || strings.Contains(p.address(), "ZZ") {
		t.Errorf("the address keeps what is not here: %s", p.address())
	}
}
