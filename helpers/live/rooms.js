// Open the machine: the caption that stands above, room by room. Every number is the model's.

const ROOMS = [
  { name: "pixels", title: "1. Pixels", lesson: "01_patch_embedding", draw: drawPixelsRoom,
    text: "What the machine gets: a small picture, three numbers from 0 to 255 for each point." },
  { name: "patches", title: "2. Patches", lesson: "01_patch_embedding", draw: drawPatches,
    text: "The picture is cut into squares, in reading order. Choose one; the rooms below follow it." },
  { name: "tokens", title: "3. Tokens with positions", lesson: "01_patch_embedding", draw: drawTokens,
    text: "Each patch becomes one row of numbers, its token; a class token comes first, and what is learned about each place is added." },
  { name: "encoder", title: "4. A patch looks at all others", lesson: "02_vision_transformer", draw: drawEncoder,
    text: "Self-attention in the encoder: from the chosen patch (framed) to every patch, one head at a time." },
  { name: "memory", title: "5. Memory", lesson: "05_cross_attention_decoder", draw: drawMemory,
    text: "What the encoder hands over: a row for each patch. The decoder sees nothing else of the picture." },
  { name: "words", title: "6. The words so far", lesson: "03_captions_and_tokens", draw: drawWords,
    text: "To write the chosen word the decoder reads those before it, each a row of numbers: the word's own and its position's." },
  { name: "causal", title: "7. Looking back, never ahead", lesson: "04_causal_masks", draw: drawCausal,
    text: "Self-attention among the words: a row is a word that looks, a column a word looked at. Left the scores, dark where the mask forbids; right after the softmax, where each row adds up to 1." },
  { name: "cross", title: "8. Query, keys, scores, softmax", lesson: "05_cross_attention_decoder", draw: drawCross,
    text: "One head of cross-attention: the query of the chosen word, the key of each patch, their products over √d, and the softmax of those: where it looks. The values, mixed in these shares, go on." },
  { name: "next", title: "9. The next word", lesson: "06_greedy_decoding", draw: drawNext,
    text: "The last row becomes one number for each word of the vocabulary, its logit; the softmax makes probabilities of them." },
  { name: "choice", title: "10. Greedy, beam, sampling", lesson: "06_greedy_decoding", draw: drawChoice,
    text: "Three ways to choose from those probabilities, on the same picture." },
];

function openRooms(place, machine) {
  const rooms = ROOMS.map(({ name, title, text, lesson, draw }) => {
    const room = make("details", { class: `room-${name}` }, place);
    make("summary", { text: title }, room);
    const line = make("p", { text: `${text} ` }, room);
    if (place.dataset.lessons !== undefined)
      make("a", { href: `${place.dataset.lessons}${lesson}.html`, text: `Built in lesson ${lesson.slice(0, 2)}.` }, line);
    else make("span", { text: `Built in lesson ${lesson.slice(0, 2)}.` }, line);
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
  const canvas = make("canvas", {
    width: a.cols * scale, height: a.rows * scale, role: "img",
    "aria-label": `${name}: ${a.rows} by ${a.cols} numbers from ${Math.min(...a.x).toFixed(2)} to ${Math.max(...a.x).toFixed(2)}`,
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
  const told = make("figcaption", { text: `${name} (${a.rows}, ${a.cols}), ${Math.min(...a.x).toFixed(2)} to ${Math.max(...a.x).toFixed(2)}` }, figure);
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
  const side = world.side, canvas = make("canvas", { width: side, height: side, class: "pixels", role: "img", "aria-label": `the ${side} by ${side} points that the machine sees` }, body);
  const pen = canvas.getContext("2d");
  for (let k = 0; k < side * side; k++) {
    pen.fillStyle = `rgb(${state.pixels.slice(3 * k, 3 * k + 3)})`;
    pen.fillRect(k % side, Math.floor(k / side), 1, 1);
  }
  const told = make("output", { text: `${side} x ${side} points` }, body);
  canvas.addEventListener("pointermove", event => {
    const x = Math.floor(event.offsetX / canvas.clientWidth * side), y = Math.floor(event.offsetY / canvas.clientHeight * side);
    told.textContent = `row ${y}, column ${x}: red, green, blue = ${state.pixels.slice(3 * (y * side + x), 3 * (y * side + x) + 3).join(", ")}`;
  });
}

function drawPatches(body, { captioner, state, across, world, show }) {
  const p = captioner.config.encoder.patch_size, wall = make("div", { class: "wall", style: `--across: ${across}`, role: "group", "aria-label": "patches" }, body);
  for (let n = 0; n < across * across; n++) {
    const button = make("button", { type: "button", "aria-label": `patch ${n}`, "aria-pressed": n === state.patch }, wall);
    const pen = make("canvas", { width: p, height: p }, button).getContext("2d");
    for (let k = 0; k < p * p; k++) {
      const at = 3 * ((Math.floor(n / across) * p + Math.floor(k / p)) * world.side + n % across * p + k % p);
      pen.fillStyle = `rgb(${state.pixels.slice(at, at + 3)})`;
      pen.fillRect(k % p, Math.floor(k / p), 1, 1);
    }
    button.addEventListener("click", () => { state.patch = n; show(); });
  }
  make("p", { text: `Patch ${state.patch}: 3 x ${p} x ${p} = ${3 * p * p} numbers, normalised, channel by channel.` }, body);
  const { patches } = state.caption.encoded, flat = row(patches, state.patch);
  ["red", "green", "blue"].forEach((name, c) => heatmap(body, name, matrix(p, p, flat.slice(c * p * p, (c + 1) * p * p)), { colour: grey, low: -2, high: 2, scale: 12 }));
}

const grey = share => `hsl(0 0% ${100 * Math.min(1, Math.max(0, share))}%)`;

function drawTokens(body, { captioner, state, across, colourOf }) {
  heatmap(body, "tokens", state.caption.encoded.tokens, { colour: colourOf });
  const { position } = captioner.weights.encoder.tokens, own = row(position, state.patch + 1);
  const length = values => Math.hypot(...values);
  const alike = Array.from({ length: across * across }, (_, n) => {
    const one = row(position, n + 1);
    return one.reduce((sum, value, k) => sum + value * own[k], 0) / (length(one) * length(own));
  });
  heatmap(body, `cosine of patch ${state.patch}'s learned position with each other's`, grid(alike, across), { colour: colourOf, scale: 26, framed: state.patch });
}

function drawEncoder(body, { captioner, state, across, colourOf, show }) {
  const { layers, heads } = captioner.config.encoder;
  state.encoderLayer ??= layers - 1;
  state.encoderHead ??= 0;
  choice(body, "layer", named("layer", layers), state.encoderLayer, k => { state.encoderLayer = k; show(); });
  choice(body, "head", named("head", heads), state.encoderHead, k => { state.encoderHead = k; show(); });
  const { weights } = state.caption.encoded.attention[state.encoderLayer].heads[state.encoderHead];
  const looked = Array.from(row(weights, state.patch + 1));
  heatmap(body, `from patch ${state.patch} to each patch`, grid(looked.slice(1), across), { colour: colourOf, low: 0, scale: 26, framed: state.patch });
  make("p", { text: `And ${percent(looked[0])} at the class token.` }, body);
}

function drawMemory(body, { state, colourOf }) {
  heatmap(body, "memory", state.caption.memory, { colour: colourOf });
}

// The step that wrote the chosen word, and the words that it had read.
const stepOf = state => Math.max(0, state.word);
const before = state => ["<start>", ...state.caption.words].slice(0, stepOf(state) + 1);

function drawWords(body, { captioner, state, colourOf }) {
  const list = make("ol", { start: 0, class: "read" }, body);
  before(state).forEach(word => make("li", { text: `${word} (id ${captioner.words.indexOf(word)})` }, list));
  heatmap(body, "words and their positions", rowsOf(state.caption.steps.embedded, 0, stepOf(state) + 1), { colour: colourOf });
}

function chooseHead(body, { captioner, state, show }) {
  const { layers, heads } = captioner.config.decoder;
  state.decoderLayer ??= layers - 1;
  state.decoderHead ??= 0;
  choice(body, "layer", named("layer", layers), state.decoderLayer, k => { state.decoderLayer = k; show(); });
  choice(body, "head", named("head", heads), state.decoderHead, k => { state.decoderHead = k; show(); });
  return state.caption.steps.blocks[state.decoderLayer];
}

function drawCausal(body, machine) {
  const { state, colourOf } = machine, { scores, weights } = chooseHead(body, machine).self.heads[state.decoderHead];
  const real = Array.from(scores.x).filter(score => score > LOWEST / 2);
  const low = Math.min(...real), high = Math.max(...real);
  heatmap(body, "scores", map(scores, score => Math.max(score, low)), { colour: colourOf, low, high, scale: 22 });
  heatmap(body, "weights", weights, { colour: colourOf, low: 0, high: 1, scale: 22 });
  make("p", { text: `Rows and columns: ${["<start>", ...state.caption.words].join(", ")}.` }, body);
}

function drawCross(body, machine) {
  const { state, across, colourOf } = machine, t = stepOf(state);
  const { queries, keys, scores, weights, mixed } = chooseHead(body, machine).cross.heads[state.decoderHead];
  heatmap(body, "query", rowsOf(queries, t, t + 1), { colour: colourOf, scale: 12 });
  heatmap(body, "keys", keys, { colour: colourOf, scale: 8 });
  heatmap(body, "scores", grid(row(scores, t), across), { colour: colourOf, scale: 22 });
  heatmap(body, "softmax", grid(row(weights, t), across), { colour: colourOf, low: 0, scale: 22 });
  heatmap(body, "mixture of values", rowsOf(mixed, t, t + 1), { colour: colourOf, scale: 12 });
}

function drawNext(body, { captioner, state }) {
  const logits = Array.from(row(state.caption.steps.logits, stepOf(state)));
  const shares = softmax(logits), words = [...shares.keys()].filter(id => !NEVER.includes(id));
  const order = words.sort((a, b) => shares[b] - shares[a]).slice(0, 8);
  make("p", { text: `After “${before(state).join(" ")}”:` }, body);
  const table = make("table", { tabindex: 0 }, body), head = make("tr", {}, make("thead", {}, table)), rows = make("tbody", {}, table);
  for (const text of ["word", "logit", "probability", ""]) make("th", { text, scope: "col" }, head);
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
  const { memory } = state.caption, say = ids => ids.map(id => captioner.words[id]).join(" ") || "(no words)";
  const list = make("ul", {}, body), random = randomFrom(state.seed);
  make("li", { text: `greedy: ${say(greedy(captioner, memory, state.faults))}` }, list);
  make("li", { text: `beam of 3: ${say(beamSearch(captioner, memory, 3, state.faults))}` }, list);
  for (const temperature of [0.5, 1, 2])
    make("li", { text: `sampled at temperature ${temperature}: ${say(greedy(captioner, memory, state.faults, logits => sampleWord(logits, temperature, random)))}` }, list);
}
