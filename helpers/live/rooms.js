// Open the machine: the caption that stands above, room by room. Every number is the model's.

const ROOMS = [
  { name: "pixels", title: say("1. Pixels"), lesson: "01_patch_embedding", draw: drawPixelsRoom,
    text: say("What the machine gets: a small picture, three numbers from 0 to 255 for each point.") },
  { name: "patches", title: say("2. Patches"), lesson: "01_patch_embedding", draw: drawPatches,
    text: say("The picture is cut into squares, in reading order. Choose one; the rooms below follow it.") },
  { name: "tokens", title: say("3. Tokens with positions"), lesson: "01_patch_embedding", draw: drawTokens,
    text: say("Each patch becomes one row of numbers, its token; a class token comes first, and what is learned about each place is added.") },
  { name: "encoder", title: say("4. A patch looks at all others"), lesson: "02_vision_transformer", draw: drawEncoder,
    text: say("Self-attention in the encoder: from the chosen patch (framed) to every patch, one head at a time.") },
  { name: "memory", title: say("5. Memory"), lesson: "05_cross_attention_decoder", draw: drawMemory,
    text: say("What the encoder hands over: a row for each patch. The decoder sees nothing else of the picture.") },
  { name: "words", title: say("6. The words so far"), lesson: "03_captions_and_tokens", draw: drawWords,
    text: say("To write the chosen word the decoder reads those before it, each a row of numbers: the word's own and its position's.") },
  { name: "causal", title: say("7. Looking back, never ahead"), lesson: "04_causal_masks", draw: drawCausal,
    text: say("Self-attention among the words: a row is a word that looks, a column a word looked at. Left the scores, dark where the mask forbids; right after the softmax, where each row adds up to 1.") },
  { name: "cross", title: say("8. Query, keys, scores, softmax"), lesson: "05_cross_attention_decoder", draw: drawCross,
    text: say("One head of cross-attention: the query of the chosen word, the key of each patch, their products over √d, and the softmax of those: where it looks. The values, mixed in these shares, go on.") },
  { name: "next", title: say("9. The next word"), lesson: "06_greedy_decoding", draw: drawNext,
    text: say("The last row becomes one number for each word of the vocabulary, its logit; the softmax makes probabilities of them.") },
  { name: "choice", title: say("10. Greedy, beam, sampling"), lesson: "06_greedy_decoding", draw: drawChoice,
    text: say("Three ways to choose from those probabilities, on the same picture.") },
];

function openRooms(place, machine) {
  const rooms = ROOMS.map(({ name, title, text, lesson, draw }) => {
    const room = make("details", { class: `room-${name}` }, place);
    make("summary", { text: title }, room);
    const line = make("p", { text: `${text} ` }, room), built = say`Built in lesson ${lesson.slice(0, 2)}.`;
    if (place.dataset.lessons !== undefined)
      make("a", { href: `${place.dataset.lessons}${lesson}.html`, text: built }, line);
    else make("span", { text: built }, line);
    const body = make("div", { class: "body" }, room);
    room.addEventListener("toggle", () => show());
    return { room, body, draw };
  });
  const show = () => rooms.forEach(({ room, body, draw }) => {
    if (!room.open || !machine.state.caption) return;
    const focused = body.contains(document.activeElement) ? document.activeElement.getAttribute("aria-label") : null;
    body.replaceChildren();
    draw(body, machine);
    if (focused) body.querySelector(`[aria-label="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  });
  return { show };
}

// page.html?room=memory opens that room, ?break=no_scale leads to that switch: links from
// lessons and from "When it goes wrong". To flip the switch is left to the reader.
function openFromAddress(root) {
  const asked = new URLSearchParams(location.search), room = asked.get("room"), fault = asked.get("break");
  const place = room ? root.querySelector(`.room-${CSS.escape(room)}`)
    : fault && root.querySelector(`.switches [value=${CSS.escape(fault)}]`);
  if (!place) return;
  for (let fold = place.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  const first = room ? place.querySelector("summary") : place;
  first.focus({ preventScroll: true });
  first.scrollIntoView({ block: "center" });
}

// A matrix as a picture, a square a number, with its largest and smallest told below;
// one number may be framed.
function heatmap(body, name, a, { colour, low = Math.min(...a.x), high = Math.max(...a.x), scale = 6, framed }) {
  const figure = make("figure", {}, body);
  const [least, most] = [Math.min(...a.x), Math.max(...a.x)].map(value => value.toFixed(2));
  const canvas = make("canvas", {
    width: a.cols * scale, height: a.rows * scale, role: "img",
    "aria-label": say`${name}: ${a.rows} by ${a.cols} numbers from ${least} to ${most}`,
    style: `width: min(100%, ${a.cols * scale}px); aspect-ratio: ${a.cols} / ${a.rows}`,
  }, figure);
  const pen = canvas.getContext("2d");
  const corner = k => [k % a.cols * scale, Math.floor(k / a.cols) * scale];
  a.x.forEach((value, k) => {
    pen.fillStyle = colour((value - low) / (high - low || 1));
    pen.fillRect(...corner(k), scale, scale);
  });
  if (framed !== undefined) {
    Object.assign(pen, { strokeStyle: "#d9820f", lineWidth: 3 });
    pen.strokeRect(...corner(framed).map(at => at + 1.5), scale - 3, scale - 3);
  }
  const told = make("figcaption", { text: say`${name} (${a.rows}, ${a.cols}), ${least} to ${most}` }, figure);
  canvas.addEventListener("pointermove", event => {
    const r = Math.min(a.rows - 1, Math.floor(event.offsetY / canvas.clientHeight * a.rows));
    const c = Math.min(a.cols - 1, Math.floor(event.offsetX / canvas.clientWidth * a.cols));
    told.textContent = `${name} [${r}, ${c}] = ${a.x[r * a.cols + c].toFixed(4)}`;
  });
  return figure;
}

const grid = (values, across) => matrix(values.length / across, across, Float32Array.from(values));
const choice = (body, label, options, value, change) => {
  const select = make("select", { "aria-label": label }, make("label", { text: `${label} ` }, body));
  options.forEach((text, k) => make("option", { value: k, text }, select));
  select.value = value;
  select.addEventListener("change", () => change(Number(select.value)));
};
const named = (what, count) => Array.from({ length: count }, (_, k) => `${what} ${k + 1}`);

function drawPixelsRoom(body, { state, world }) {
  const side = world.side, canvas = make("canvas", { width: side, height: side, class: "pixels", role: "img", "aria-label": say`the ${side} by ${side} points that the machine sees` }, body);
  const pen = canvas.getContext("2d");
  for (let k = 0; k < side * side; k++) {
    pen.fillStyle = `rgb(${state.pixels.slice(3 * k, 3 * k + 3)})`;
    pen.fillRect(k % side, Math.floor(k / side), 1, 1);
  }
  const told = make("output", { text: say`${side} x ${side} points` }, body);
  canvas.addEventListener("pointermove", event => {
    const x = Math.floor(event.offsetX / canvas.clientWidth * side), y = Math.floor(event.offsetY / canvas.clientHeight * side);
    const rgb = state.pixels.slice(3 * (y * side + x), 3 * (y * side + x) + 3).join(", ");
    told.textContent = say`row ${y}, column ${x}: red, green, blue = ${rgb}`;
  });
}

function drawPatches(body, { captioner, state, across, world, show }) {
  const p = captioner.config.encoder.patch_size, wall = make("div", { class: "wall", style: `--across: ${across}`, role: "group", "aria-label": say("patches") }, body);
  for (let n = 0; n < across * across; n++) {
    const button = make("button", { type: "button", "aria-label": say`patch ${n}`, "aria-pressed": n === state.patch }, wall);
    const pen = make("canvas", { width: p, height: p }, button).getContext("2d");
    for (let k = 0; k < p * p; k++) {
      const at = 3 * ((Math.floor(n / across) * p + Math.floor(k / p)) * world.side + n % across * p + k % p);
      pen.fillStyle = `rgb(${state.pixels.slice(at, at + 3)})`;
      pen.fillRect(k % p, Math.floor(k / p), 1, 1);
    }
    button.addEventListener("click", () => { state.patch = n; show(); });
  }
  make("p", { text: say`Patch ${state.patch}: 3 x ${p} x ${p} = ${3 * p * p} numbers, normalised, channel by channel.` }, body);
  const { patches } = state.caption.encoded, flat = row(patches, state.patch);
  [say("red"), say("green"), say("blue")].forEach((name, c) => heatmap(body, name, matrix(p, p, flat.slice(c * p * p, (c + 1) * p * p)), { colour: grey, low: -2, high: 2, scale: 12 }));
}

const grey = share => `hsl(0 0% ${100 * Math.min(1, Math.max(0, share))}%)`;

function drawTokens(body, { captioner, state, across, colourOf }) {
  heatmap(body, say("tokens"), state.caption.encoded.tokens, { colour: colourOf });
  const { position } = captioner.weights.encoder.tokens, own = row(position, state.patch + 1);
  const length = values => Math.hypot(...values);
  const alike = Array.from({ length: across * across }, (_, n) => {
    const one = row(position, n + 1);
    return one.reduce((sum, value, k) => sum + value * own[k], 0) / (length(one) * length(own));
  });
  heatmap(body, say`cosine of patch ${state.patch}'s learned position with each other's`, grid(alike, across), { colour: colourOf, scale: 26, framed: state.patch });
}

function drawEncoder(body, { captioner, state, across, colourOf, show }) {
  const { layers, heads } = captioner.config.encoder;
  state.encoderLayer ??= layers - 1;
  state.encoderHead ??= 0;
  choice(body, say("layer"), named(say("layer"), layers), state.encoderLayer, k => { state.encoderLayer = k; show(); });
  choice(body, say("head"), named(say("head"), heads), state.encoderHead, k => { state.encoderHead = k; show(); });
  const { weights } = state.caption.encoded.attention[state.encoderLayer].heads[state.encoderHead];
  const looked = Array.from(row(weights, state.patch + 1));
  heatmap(body, say`from patch ${state.patch} to each patch`, grid(looked.slice(1), across), { colour: colourOf, low: 0, scale: 26, framed: state.patch });
  make("p", { text: say`And ${percent(looked[0])} at the class token.` }, body);
}

function drawMemory(body, { state, colourOf }) {
  heatmap(body, say("memory"), state.caption.memory, { colour: colourOf });
}

// The step that wrote the chosen word, and the words that it had read.
const stepOf = state => Math.max(0, state.word);
const before = state => ["<start>", ...state.caption.words].slice(0, stepOf(state) + 1);

function drawWords(body, { captioner, state, colourOf }) {
  const list = make("ol", { start: 0, class: "read" }, body);
  before(state).forEach(word => make("li", { text: `${word} (id ${captioner.words.indexOf(word)})` }, list));
  heatmap(body, say("words and their positions"), rowsOf(state.caption.steps.embedded, 0, stepOf(state) + 1), { colour: colourOf });
}

function chooseHead(body, { captioner, state, show }) {
  const { layers, heads } = captioner.config.decoder;
  state.decoderLayer ??= layers - 1;
  state.decoderHead ??= 0;
  choice(body, say("layer"), named(say("layer"), layers), state.decoderLayer, k => { state.decoderLayer = k; show(); });
  choice(body, say("head"), named(say("head"), heads), state.decoderHead, k => { state.decoderHead = k; show(); });
  return state.caption.steps.blocks[state.decoderLayer];
}

function drawCausal(body, machine) {
  const { state, colourOf } = machine, { scores, weights } = chooseHead(body, machine).self.heads[state.decoderHead];
  const real = Array.from(scores.x).filter(score => score > LOWEST / 2);
  const low = Math.min(...real), high = Math.max(...real);
  heatmap(body, say("scores"), map(scores, score => Math.max(score, low)), { colour: colourOf, low, high, scale: 22 });
  heatmap(body, say("weights"), weights, { colour: colourOf, low: 0, high: 1, scale: 22 });
  const words = ["<start>", ...state.caption.words].join(", ");
  make("p", { text: say`Rows and columns: ${words}.` }, body);
}

function drawCross(body, machine) {
  const { state, across, colourOf } = machine, t = stepOf(state);
  const { queries, keys, scores, weights, mixed } = chooseHead(body, machine).cross.heads[state.decoderHead];
  heatmap(body, say("query"), rowsOf(queries, t, t + 1), { colour: colourOf, scale: 12 });
  heatmap(body, say("keys"), keys, { colour: colourOf, scale: 8 });
  heatmap(body, say("scores"), grid(row(scores, t), across), { colour: colourOf, scale: 22 });
  heatmap(body, "softmax", grid(row(weights, t), across), { colour: colourOf, low: 0, scale: 22 });
  heatmap(body, say("mixture of values"), rowsOf(mixed, t, t + 1), { colour: colourOf, scale: 12 });
}

function drawNext(body, { captioner, state }) {
  const logits = Array.from(row(state.caption.steps.logits, stepOf(state)));
  const shares = softmax(logits), words = [...shares.keys()].filter(id => !NEVER.includes(id));
  const order = words.sort((a, b) => shares[b] - shares[a]).slice(0, 8);
  const read = before(state).join(" ");
  make("p", { text: say`After “${read}”:` }, body);
  const table = make("table", { tabindex: 0 }, body), head = make("tr", {}, make("thead", {}, table)), rows = make("tbody", {}, table);
  for (const text of [say("word"), say("logit"), say("probability"), ""]) make("th", { text, scope: "col" }, head);
  head.lastChild.replaceWith(make("td"));
  for (const id of order) {
    const line = make("tr", {}, rows);
    make("th", { text: captioner.words[id], scope: "row" }, line);
    make("td", { text: logits[id].toFixed(2) }, line);
    make("td", { text: percent(shares[id]) }, line);
    make("span", { class: "bar", style: `width: ${(6 * shares[id]).toFixed(2)}rem` }, make("td", {}, line));
  }
}

function drawChoice(body, { captioner, state }) {
  const { memory } = state.caption, text = ids => ids.map(id => captioner.words[id]).join(" ") || say("(no words)");
  const list = make("ul", {}, body), random = randomFrom(state.seed);
  const best = greedy(captioner, memory, state.faults), beam = beamSearch(captioner, memory, 3, state.faults);
  make("li", { text: say`greedy: ${text(best)}` }, list);
  make("li", { text: say`beam of 3: ${text(beam)}` }, list);
  for (const temperature of [0.5, 1, 2]) {
    const drawn = greedy(captioner, memory, state.faults, logits => sampleWord(logits, temperature, random));
    make("li", { text: say`sampled at temperature ${temperature}: ${text(drawn)}` }, list);
  }
}
