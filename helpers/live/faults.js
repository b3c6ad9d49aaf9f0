// Break it: plant one of the course's mistakes in the running machine. Predict first.

const TRIALS = 30;  // scenes on which a broken machine is measured

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

  // Truth and pointing over the trials, a scene at a time, so that the page stays awake.
  let run = 0;
  function measure() {
    const mine = ++run, sums = { true: 0, pointed: 0, nouns: 0 };
    const guess = place.querySelector("input[name=guess]:checked")?.value;
    const step = k => {
      if (mine !== run) return;
      if (k === scenes.length) return finish(sums, guess);
      const generated = caption(captioner, drawPixels(scenes[k], world), { faults: state.faults, otherPixels: other });
      const said = judge(generated.words, scenes[k], world);
      sums.true += said.true;
      for (const [word, items] of Object.entries(said.named)) {
        sums.nouns++;
        sums.pointed += points(attention(generated.steps, Number(word)), items.map(i => scenes[k][i]), world, across);
      }
      told.textContent = `Asking ${k + 1} of ${TRIALS} scenes ...`;
      setTimeout(() => step(k + 1));
    };
    step(0);
  }

  function finish(sums, guess) {
    const truth = sums.true / TRIALS, pointing = sums.pointed / Math.max(1, sums.nouns);
    const came = truth < 0.5 ? "breaks" : pointing < 0.5 ? "points" : truth < 0.9 ? "worse" : "nothing";
    const words = { breaks: "the captions break", points: "captions hold, pointing does not", worse: "it gets somewhat worse", nothing: "hardly anything happens" };
    told.textContent = `${Math.round(100 * truth)} % of ${TRIALS} captions are true, ${Math.round(100 * pointing)} % of the things they name are looked at: ${words[came]}.`
      + (guess ? guess === came ? " As you said." : ` You said: ${words[guess]}.` : "");
    place.dataset.truth = truth;
  }
}
