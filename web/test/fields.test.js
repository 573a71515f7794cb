import { asKnown, said } from "../static/js/chosen.js";
import { codeOf, readFrom } from "../static/js/codes.js";
import { chosenWith } from "../static/js/fields.js";
import { counts, statusOf } from "../static/js/when.js";
import { law } from "./law.js";

law("what was chosen is read as if it had a known name", (random, bad) => {
  const pick = (...list) => list[Math.floor(random() * list.length)];
  const names = ["code", "landuse", "status", "建设状态", "opens", "YDXZ_X", "rk2", "__proto__", "constructor", "name", "population", "kind"];
  for (let i = 0; i < 2000; i++) {
    const p = JSON.parse(`{${[...new Set(Array.from({ length: 6 }, () => pick(...names)))].map((n) => `${JSON.stringify(n)}:${pick('"R2"', '"planned"', '"2030"', "2031", '""', "null", '"340"')}`).join(",")}}`);
    const said = JSON.stringify(p), code = pick(...names), status = pick(...names.filter((n) => n !== code), "");
    const own = (n) => (Object.hasOwn(p, n) ? p[n] : undefined);
    const known = asKnown({ class: code, status }, p);
    const wantCode = code === "landuse" && ["planned", "340"].includes(own(code)) ? `landuse=${own(code)}` : String(own(code) ?? ""), gotCode = codeOf(known);
    if (gotCode !== wantCode) bad.push(`${said}: class from ${code} is ${gotCode}, want ${wantCode}`);
    if (statusOf(known) !== statusOf({ status: own(status) })) bad.push(`${said}: status from ${status} is ${statusOf(known)}`);
    if (counts(known, { status: "planned" }) !== (own(status) === "planned")) bad.push(`${said}: it counts as planned: ${status}`);
    if (JSON.stringify(p) !== said) bad.push(`${said} was changed`);
    const again = asKnown({ class: wantCode.startsWith("landuse=") ? "landuse" : "code", status: "status" }, known);
    if (codeOf(again) !== gotCode || statusOf(again) !== statusOf(known)) bad.push(`${said}: chosen by their own names it is another`);
    if (Object.getPrototypeOf(known) !== Object.prototype) bad.push(`${said}: another prototype`);
  }
});

law("a field without a name is read where a blank was chosen", (_, bad) => {
  if (codeOf(asKnown({ class: " " }, { "": "R2", a: "B1" })) !== "R2") bad.push("it is not read");
  if (codeOf(asKnown({ class: " " }, { a: "B1" })) !== "" || codeOf(asKnown({ class: "" }, { "": "R2" })) !== "") bad.push("it is read where there is none, or none is chosen");
});

law("no two facts are left with one field, and choosing twice is choosing once", (random, bad) => {
  const pick = (...list) => list[Math.floor(random() * list.length)], texts = ["name", "kind", "name_en"];
  for (let i = 0; i < 1000; i++) {
    let choices = [];
    for (let n = 0; n < 6; n++) {
      const fact = pick("class", "population", "jobs", ...texts), value = pick("", "none", "=a", "=b", "=a:b", "=__proto__", "=");
      choices = chosenWith(choices, fact, value);
      if (chosenWith(choices, fact, value).join() !== choices.join()) bad.push(`${choices}: ${fact} ${value} twice`);
      if (choices.some((c) => c.startsWith(fact + ":")) !== (value !== "")) bad.push(`${choices}: ${fact} ${value}`);
    }
    const parts = choices.map((c) => [c.slice(0, c.indexOf(":")), c.slice(c.indexOf(":") + 1)]);
    if (new Set(parts.map(([fact]) => fact)).size !== parts.length) bad.push(`${choices}: a fact stands twice`);
    for (const [fact, field] of parts) for (const [other, same] of parts) if (field && fact !== other && field === same && !(texts.includes(fact) && texts.includes(other))) bad.push(`${choices}: ${field} for two`);
  }
});

law("what the service reads under another name the page reads too, and nothing is lost", (random, bad) => {
  const pick = (...list) => list[Math.floor(random() * list.length)];
  const names = ["code", "用地代码", "landuse_code", "状态", "建成年份", "name", "名称", "人口", "population", "__proto__"];
  for (let i = 0; i < 1000; i++) {
    const p = JSON.parse(`{${[...new Set(Array.from({ length: 5 }, () => pick(...names)))].map((n) => `${JSON.stringify(n)}:${pick('"R2"', '"规划"', '"2030"', "2031", '""', "null", '"340"')}`).join(",")}}`), told = JSON.stringify(p);
    const by = { class: pick("code", "用地代码", "landuse_code", ""), population: pick("人口", "population", ""), status: pick("状态", "") };
    const inference = Object.entries(by).filter(([, value]) => value).map(([field, value]) => ({ field, value, reason: "filled", why: "" }));
    const read = readFrom(/** @type {any} */ ({ inference }), p), got = said({ read }, p), own = (n) => (Object.hasOwn(p, n) && (p[n] ?? "") !== "" ? p[n] : undefined);
    const code = own(by.class) ?? undefined;
    if (code !== undefined && codeOf(got) !== String(code)) bad.push(`${told}: class from ${by.class} is ${codeOf(got)}`);
    if (code === undefined && codeOf(got) !== codeOf(p)) bad.push(`${told}: class is ${codeOf(got)}, was ${codeOf(p)}`);
    const n = own(by.population);
    if (n !== undefined && by.population && String(got.population) !== String(n)) bad.push(`${told}: population is ${got.population}`);
    if (own("name") === undefined && own("名称") !== undefined && got.name !== own("名称")) bad.push(`${told}: name is ${got.name}`);
    if (own("name") !== undefined && got.name !== own("name")) bad.push(`${told}: name became ${got.name}`);
    for (const key of Object.keys(p)) if (!Object.hasOwn(got, key)) bad.push(`${told}: ${key} is lost`);
    if (JSON.stringify(p) !== told || Object.getPrototypeOf(got) !== Object.prototype) bad.push(`${told} was changed`);
  }
  for (const [value, want] of /** @type {[any, any][]} */ ([["1,200", 1200], ["12,34", "12,34"], ["1，234，567.5", 1234567.5], ["", ""], [" 7 ", 7], [null, null], ["many", "many"], [3, 3]])) {
    const got = asKnown({ population: "n" }, { n: value }).population;
    if (got !== want) bad.push(`${value} people are ${got}`);
  }
  for (const [value, want] of [["R2", "R2"], ["residential", "landuse=residential"], ["0701", "0701"]]) {
    const got = codeOf(said({ read: { class: "landuse" } }, { landuse: value }));
    if (got !== want) bad.push(`landuse ${value} is ${got}`);
  }
  for (const inference of [undefined, [], [{ field: "class", value: "code", reason: "filled" }, { field: "status", value: "建设状态", reason: "filled" }, { field: "name", value: "x", reason: "file_name" }]]) {
    if (readFrom(/** @type {any} */ ({ inference }), { name: "a", code: "R2" })) bad.push("a layer whose names are known is read anew");
  }
});
