// Paint and see: a scene to move things about in, its caption, and where each word looked.
// One `live-captioner` element after the other is brought to life; nothing is loaded.

const SVG = "http://www.w3.org/2000/svg";
const make = (name, attributes = {}, parent) => {
  const element = ["svg", "path", "rect", "g", "image"].includes(name) ? document.createElementNS(SVG, name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes))
    key === "text" ? element.textContent = value : element.setAttribute(key, value);
  parent?.append(element);
  return element;
};
const percent = share => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
const fromBase64 = text => Uint8Array.from(atob(text), letter => letter.charCodeAt(0)).buffer;

function start(root) {
  const find = selector => root.querySelector(selector);
  const about = JSON.parse(find(".about").textContent), { world, colours } = about;
  const captioner = Object.assign(readCaptioner(fromBase64(find(".weights").textContent)), about.encoder);
  const across = captioner.config.encoder.image_size / captioner.config.encoder.patch_size, n = across * across;
  const other = drawPixels(randomScene(world, randomFrom(3)), world);  // another picture
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  // the scene, or a pasted picture; its caption; the word and the parts that are shown
  const state = {
    items: about.items, chosen: 0, picture: null, faults: new Set(), caption: null, word: -1,
    layer: -1, head: -1, method: "greedy", temperature: 1, patch: 14, seed: 7,
  };
  const svg = find(".scene"), shapes = make("g", {}, svg), veil = make("g", { class: "veil" }, svg);
  const cells = Array.from({ length: n }, (_, k) => make("rect", {
    x: k % across * world.side / across, y: Math.floor(k / across) * world.side / across,
    width: world.side / across, height: world.side / across,
  }, veil));
  const colourOf = share => colours[Math.min(colours.length - 1, Math.max(0, Math.round(share * (colours.length - 1))))];
  const rooms = openRooms(find(".rooms"), { captioner, state, world, across, colourOf, show });

  // ---- generating ----

  const ways = {
    greedy,
    beam: (machine, memory, faults) => beamSearch(machine, memory, 3, faults),
    sample: (machine, memory, faults) => {
      const random = randomFrom(state.seed);
      return greedy(machine, memory, faults, logits => sampleWord(logits, state.temperature, random));
    },
  };
  const picture = () => state.picture ?? drawPixels(state.items, world);

  function generate() {
    const began = performance.now();
    state.pixels = picture();
    state.caption = caption(captioner, state.pixels, { faults: state.faults, otherPixels: other, generate: ways[state.method] });
    root.dataset.milliseconds = (performance.now() - began).toFixed(1);
    find(".words").replaceChildren(...state.caption.words.map((word, t) => {
      const button = make("button", { type: "button", text: word });
      for (const kind of ["pointerenter", "focus", "click"]) button.addEventListener(kind, () => { stop(); look(t); });
      return button;
    }));
    tell();
    state.word = Math.min(state.word, state.caption.words.length - 1);
    show();
  }

  function tell() {
    const { words } = state.caption, line = find(".verdict");
    const said = judge(words, state.items, world);
    line.dataset.true = state.picture ? "" : String(said.true);
    line.textContent = state.picture ? say("A picture of your own: only you know whether this is true.")
      : said.true ? say("✓ true of this scene")
      : said.sentence ? say("✗ false: this scene is not so") : say("✗ no sentence of the grammar that it learned");
  }

  function look(t) {
    state.word = t;
    show();
  }

  // Light the patches that the chosen word looked at; all words of a caption share one scale.
  function show() {
    const generated = state.caption, heats = generated.words.map((_, t) => attention(generated.steps, t, state.layer, state.head));
    const top = Math.max(1e-9, ...heats.flat()), heat = heats[state.word];
    cells.forEach((cell, k) => {
      cell.style.fill = heat ? colourOf(heat[k] / top) : "none";
      cell.style.fillOpacity = heat ? 0.15 + 0.5 * heat[k] / top : 0;
    });
    [...find(".words").children].forEach((button, t) => button.setAttribute("aria-pressed", t === state.word));
    const most = heat && Math.max(...heat), at = heat?.indexOf(most), word = generated.words[state.word];
    find(".told").textContent = heat
      ? say`“${word}” looked most at row ${Math.floor(at / across) + 1}, column ${at % across + 1}: ${percent(most)}`
      : say("Point at a word to see where it looked.");
    rooms.show();
  }

  // The light goes from word to word by itself, once, after the scene has come to rest.
  let timer = null;
  const stop = () => clearTimeout(timer);
  function play(t = 0) {
    stop();
    if (calm || t >= state.caption.words.length) return;
    look(t);
    timer = setTimeout(() => play(t + 1), 450);
  }
  let waiting = false;
  function changed(rest = true) {
    drawItems();
    if (!waiting) requestAnimationFrame(() => { waiting = false; generate(); if (rest) play(); });
    waiting = true;
  }

  // ---- painting ----

  function drawItems() {
    find(".own").style.display = state.picture ? "" : "none";
    state.items.forEach((item, i) => {
      const thing = shapes.children[i] ?? hold(make("g", { tabindex: 0, role: "button" }, shapes), i);
      const [path, whole] = thing.children;  // a ring can be held by its hole too
      path.setAttribute("d", pathOf(item, world));
      path.setAttribute("fill", `rgb(${world.colours[item.colour]})`);
      whole.setAttribute("d", pathOf(item, world).split("Z")[0]);
      thing.setAttribute("aria-pressed", i === state.chosen);
      const [x, y] = [item.x, item.y].map(at => Math.round(100 * at / world.side));
      thing.setAttribute("aria-label", say`${nameOf(item, world.language)}, ${x} percent across, ${y} percent down`);
    });
    while (shapes.children.length > state.items.length) shapes.lastChild.remove();
    shapes.style.display = state.picture ? "none" : "";
    const item = state.items[state.chosen];
    for (const swatch of find(".colours").querySelectorAll("input")) swatch.checked = item?.colour === swatch.value;
    for (const name of ["size", "delete"]) find(`.${name}`).disabled = !item || state.picture;
    find(".size").textContent = item?.size === "large" ? say("Make it small") : say("Make it large");
  }

  // An item can be dragged, and moved by the arrow keys.
  function hold(thing, i) {
    make("path", { "fill-rule": "evenodd" }, thing);
    make("path", { fill: "transparent" }, thing);
    const choose = () => { state.chosen = i; drawItems(); };
    thing.addEventListener("focus", choose);
    thing.addEventListener("touchstart", event => event.preventDefault(), { passive: false });  // else the page scrolls
    thing.addEventListener("pointerdown", event => {
      event.preventDefault();
      thing.focus({ preventScroll: true });
      thing.setPointerCapture(event.pointerId);
      stop();
      const from = toScene(event), { x, y } = state.items[i];
      thing.onpointermove = now => { const to = toScene(now); move(i, x + to.x - from.x, y + to.y - from.y, false); };
      thing.onpointerup = thing.onpointercancel = () => { thing.onpointermove = null; play(); };
    });
    thing.addEventListener("keydown", event => {
      const step = { ArrowLeft: [-2, 0], ArrowRight: [2, 0], ArrowUp: [0, -2], ArrowDown: [0, 2] }[event.key];
      const does = { Delete: remove, Backspace: remove, "+": () => resize("large"), "-": () => resize("small"), c: recolour }[event.key];
      if (!step && !does) return;
      event.preventDefault();
      event.stopPropagation();
      if (does) return does();
      move(i, state.items[i].x + step[0], state.items[i].y + step[1]);
    });
    return thing;
  }

  function toScene(event) {
    const box = svg.getBoundingClientRect();
    return { x: (event.clientX - box.left) / box.width * world.side, y: (event.clientY - box.top) / box.height * world.side };
  }

  function move(i, x, y, rest = true) {
    const item = state.items[i], inside = value => Math.min(world.side - item.radius, Math.max(item.radius, value));
    Object.assign(item, { x: inside(x), y: inside(y) });
    changed(rest);
  }

  function resize(size) {
    const item = state.items[state.chosen];
    if (item) Object.assign(item, { size, radius: world.radius[size] * world.side });
    changed();
  }

  function recolour(colour) {
    const item = state.items[state.chosen], names = world.drawn.colours;
    if (item) item.colour = typeof colour === "string" ? colour : names[(names.indexOf(item.colour) + 1) % names.length];
    changed();
  }

  function remove() {
    state.items.splice(state.chosen, 1);
    state.chosen = Math.max(0, state.chosen - 1);
    changed();
    shapes.children[state.chosen]?.focus({ preventScroll: true });
  }

  function place(shape) {
    if (state.items.length >= 4) state.items.shift();
    const colour = find(".colours input:checked")?.value ?? world.drawn.colours[0];
    const random = randomFrom(state.items.length + 11), radius = world.radius.large * world.side;
    const spots = Array.from({ length: 60 }, () => ({ x: radius + random() * (world.side - 2 * radius), y: radius + random() * (world.side - 2 * radius) }));
    const room = spot => Math.min(...state.items.map(item => Math.max(Math.abs(item.x - spot.x), Math.abs(item.y - spot.y)) - item.radius), world.side);
    const spot = spots.reduce((best, one) => room(one) > room(best) ? one : best);
    state.picture = null;
    state.items.push({ shape, colour, size: "large", radius, ...spot });
    state.chosen = state.items.length - 1;
    changed();
  }

  async function read(file) {
    if (!file?.type.startsWith("image/")) return;
    const bitmap = await createImageBitmap(file).catch(() => null);
    if (!bitmap) { find(".verdict").textContent = say("This file is not a picture that a browser can read; try a PNG or a JPEG."); return; }
    const canvas = make("canvas", { width: world.side, height: world.side }), least = Math.min(bitmap.width, bitmap.height);
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    pen.imageSmoothingQuality = "high";
    pen.drawImage(bitmap, (bitmap.width - least) / 2, (bitmap.height - least) / 2, least, least, 0, 0, world.side, world.side);
    find(".own").setAttribute("href", canvas.toDataURL());
    state.picture = toPixels(pen, world.side);
    changed();
  }

  for (const button of root.querySelectorAll(".shapes button")) button.addEventListener("click", () => place(button.value));
  find(".colours").addEventListener("change", event => recolour(event.target.value));
  find(".size").addEventListener("click", () => resize(state.items[state.chosen].size === "large" ? "small" : "large"));
  find(".delete").addEventListener("click", remove);
  find(".random").addEventListener("click", () => {
    Object.assign(state, { items: randomScene(world, Math.random), chosen: 0, picture: null });
    changed();
  });
  find(".open").addEventListener("change", event => read(event.target.files[0]));
  document.addEventListener("paste", event => {
    if (event.target === document.body || root.contains(event.target)) read([...event.clipboardData.files][0]);
  });
  svg.addEventListener("dragover", event => event.preventDefault());
  svg.addEventListener("drop", event => { event.preventDefault(); read(event.dataTransfer.files[0]); });

  // ---- how it is written, and what is shown ----

  find(".method").addEventListener("change", event => {
    state.method = event.target.value;
    find(".sampling").hidden = state.method !== "sample";
    changed();
  });
  find(".temperature").addEventListener("input", event => { state.temperature = Number(event.target.value); changed(false); });
  find(".again").addEventListener("click", () => { state.seed++; changed(); });
  find(".view").addEventListener("change", event => {
    [state.layer, state.head] = event.target.value.split(" ").map(Number);
    show();
  });
  find(".words").addEventListener("keydown", event => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key], buttons = find(".words").children;
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    buttons[Math.min(buttons.length - 1, Math.max(0, state.word + step))].focus();
  });
  breakIt(find(".faults"), { captioner, state, world, across, other, changed });
  drawItems();
  generate();
  play();
  // for tests, and for the curious in the console
  root.live = { captioner, state, world, other, caption, encode, beamSearch, attention, judge };
}

for (const root of asleep("live-captioner")) {
  const before = document.querySelectorAll(".live-captioner[data-ready]").length;
  for (const radio of root.querySelectorAll("[type=radio]")) radio.name += before;  // groups of its own
  root.dataset.ready = "yes";
  start(root);
  openFromAddress(root);
}
