// Break it: plant one of the course's mistakes in the running machine. Predict first.

const TRIALS = 30;  // scenes on which a machine is measured, broken and whole

function breakIt(place, { captioner, state, world, across, other, changed }) {
  const list = place.querySelector(".switches"), told = place.querySelector(".measured");
  const scenes = Array.from({ length: TRIALS }, (_, k) => randomScene(world, randomFrom(1000 + k)));
  for (const [fault, text] of Object.entries(FAULTS)) {
    const label = make("label", {}, make("li", {}, list));
    const input = make("input", { type: "checkbox", value: fault }, label);
    label.append(` ${text}`);
    input.addEventListener("change", () => {
      input.checked ? state.faults.add(fault) : state.faults.delete(fault);
      changed();
      measure();
    });
  }

  // Truth, places and pointing over the scenes, one at a time, so that the page stays awake; null
  // if a switch is flipped meanwhile.
  let run = 0, whole = null;
  async function ask(faults) {
    const mine = ++run, sums = { true: 0, placed: 0, pointed: 0, nouns: 0 };
    for (const [k, items] of scenes.entries()) {
      told.textContent = say`Asking ${k + 1} of ${TRIALS} scenes ...`;
      await new Promise(rest => setTimeout(rest));
      if (mine !== run) return null;
      const generated = caption(captioner, drawPixels(items, world), { faults, otherPixels: other });
      const said = judge(generated.words, items, world);
      sums.true += said.true;
      sums.placed += said.placed;
      for (const [word, named] of Object.entries(said.named)) {
        sums.nouns++;
        sums.pointed += points(attention(generated.steps, Number(word)), named.map(i => items[i]), world, across);
      }
    }
    return { truth: sums.true / TRIALS, places: sums.placed / TRIALS, pointing: sums.pointed / Math.max(1, sums.nouns) };
  }

  // What became of it, beside the whole machine, which is asked once.
  async function measure() {
    const guess = place.querySelector("[role=radiogroup] :checked");
    const before = whole ?? await ask(new Set());
    whole ??= before;
    const now = before && await ask(new Set(state.faults));
    if (!now) return;
    const came = now.truth < whole.truth / 2 ? "breaks" : now.pointing < whole.pointing / 2 ? "points"
      : now.truth < whole.truth - 0.05 || now.places < whole.places / 2 ? "worse" : "nothing";
    const words = {
      breaks: say("the captions break"), points: say("captions hold, pointing does not"),
      worse: say("it gets worse, or says less"), nothing: say("hardly anything happens"),
    };
    const share = part => say`${Math.round(100 * now[part])} % (whole: ${Math.round(100 * whole[part])} %)`;
    const [truth, places, pointing] = ["truth", "places", "pointing"].map(share);
    const said = !guess ? say("Say first what will happen, with the next one.")
      : guess.value === came ? say("As you said.") : say`You said: ${words[guess.value]}.`;
    const found = say`Of ${TRIALS} captions ${truth} are true and ${places} say a place; of the things they name ${pointing} are looked at: ${words[came]}.`;
    told.textContent = `${found} ${said}`;
    if (guess) guess.checked = false;
    Object.assign(place.dataset, { truth: now.truth, whole: whole.truth });
  }
}
