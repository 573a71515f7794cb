import { choiceKey, chosenEntries, classMeant } from "../static/js/mapping.js";
import { law } from "./law.js";

law("a mapping becomes what was chosen, and all else stays", (random, bad) => {
  const pick = (...list) => list[Math.floor(random() * list.length)];
  const pair = () => ({ key: pick('dlmc', 'use'), value: pick('a', 'b', 'c', 'd') });
  for (let i = 0; i < 300; i++) {
    const seen = new Set(), entries = [];
    for (let n = 0; n < 6; n++) {
      const e = { ...pair(), scheme: pick('x', 'y'), code: pick('R1', 'R2', 'B1') };
      if (!seen.has(e.scheme + choiceKey(e))) entries.push(e);
      seen.add(e.scheme + choiceKey(e));
    }
    const choices = new Map(Array.from({ length: 4 }, () => [choiceKey(pair()), pick('', 'R3', 'M1')])), said = JSON.stringify(entries);
    const after = chosenEntries(entries, 'x', choices), find = (k) => after.filter((e) => e.scheme === 'x' && choiceKey(e) === k);
    for (const [k, code] of choices) if (find(k).map((e) => e.code).join() !== code) bad.push(k + ' is ' + JSON.stringify(find(k)) + ', chosen ' + code);
    const untouched = (list) => JSON.stringify(list.filter((e) => e.scheme !== 'x' || !choices.has(choiceKey(e))));
    if (untouched(after) !== untouched(entries) || JSON.stringify(entries) !== said) bad.push('something else changed: ' + said + ' to ' + JSON.stringify(after));
  }
  const codes = [{ code: 'R2', name_zh: '二类居住用地', name_en: 'Class 2 residential' }, { code: 'R', name_zh: '居住用地', name_en: 'Residential' }];
  for (const [words, code] of [['r2', 'R2'], ['R2 anything', 'R2'], ['居住用地', 'R'], [' residential ', 'R'], ['house', null], ['', undefined]]) {
    const c = classMeant(words, codes);
    if ((c && c.code) !== code) bad.push(words + ' means ' + JSON.stringify(c));
  }
});
