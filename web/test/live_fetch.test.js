import { ApiError } from "../static/js/api.js";
import { createLive } from "../static/js/live/live.js";
import { createStore } from "../static/js/state.js";
import { law } from "./law.js";

const question = (radius) => ({ service: "primary_school", area: "park", demand: "land", status: "existing", radius });

/** Returns how often arrays are asked for by each of three questions, the first asked twice, when the answer is an error. */
async function asked(what, error) {
  let count = 0;
  const counts = [], data = createStore({ layers: [{ id: "landuse", version: 1 }] });
  const answer = (of) => () => (of === what ? (count++, Promise.reject(error)) : new Promise(() => {}));
  const live = createLive({ land: answer("land"), reach: answer("reach") }, data);
  const ask = (q) => live.ask(q, () => true, (found) => found || ask(q)); // as the page does: the same question goes to the service
  for (const radius of [500, 510, 520]) {
    const before = count;
    ask(question(radius));
    if (radius === 500) ask(question(505)); // while the arrays are on their way
    await new Promise((done) => setTimeout(done));
    counts.push(count - before);
    if (live.serves(question(radius))) counts.push("expected still");
  }
  return counts.join();
}

law("arrays that did not come are asked for once by each question, refused ones no more", async (_, bad) => {
  const of = (status) => new ApiError(status, {});
  for (const what of ["land", "reach"]) {
    for (const status of [0, 408, 429, 500, 503]) if (await asked(what, of(status)) !== "1,1,1") bad.push(`${what}, HTTP ${status}: ${await asked(what, of(status))}`);
    for (const error of [of(400), of(404), of(413), of(422), new Error("no arrays")]) if (await asked(what, error) !== "1,0,0") bad.push(`${what}, ${error.status}: ${await asked(what, error)}`);
  }
});
