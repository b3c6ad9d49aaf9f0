// The picture world: what a scene is, how the machine sees it, and what is true of it.
// `world` comes from helpers/scenes.py and helpers/grammar.py, so that both sides agree; of
// its shapes and colours those of `drawn` are painted, the others are only spoken of.
//
// An item is { shape, colour, size, x, y, radius }, in pixels of the machine's picture.

// A small generator of random numbers in [0, 1), the same for the same seed.
function randomFrom(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const pick = (list, random) => list[Math.floor(random() * list.length)];
const outlinesOf = (item, world) =>
  world.shapes[item.shape].map(outline => outline.map(([x, y]) => [item.x + item.radius * x, item.y + item.radius * y]));

// [left, top, right, bottom] in whole pixels, right and bottom outside
function boxOf(item, world) {
  const [outer] = outlinesOf(item, world), xs = outer.map(([x]) => x), ys = outer.map(([, y]) => y);
  return [Math.floor(Math.min(...xs)), Math.floor(Math.min(...ys)), Math.ceil(Math.max(...xs)), Math.ceil(Math.max(...ys))];
}

// The item as the `d` of an SVG path; a second outline is a hole (fill-rule evenodd).
const pathOf = (item, world) =>
  outlinesOf(item, world).map(outline => `M${outline.map(([x, y]) => `${x.toFixed(2)},${y.toFixed(2)}`).join("L")}Z`).join("");

// What the machine sees: side * side * 3 numbers from 0 to 255, drawn small and with noise,
// as the scenes that it learned from.
function drawPixels(items, world, seed = 1) {
  const { side } = world, canvas = document.createElement("canvas");
  canvas.width = canvas.height = side;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.fillStyle = `rgb(${world.ground})`;
  pen.fillRect(0, 0, side, side);
  for (const item of items) {
    pen.fillStyle = `rgb(${world.colours[item.colour]})`;
    pen.fill(new Path2D(pathOf(item, world)), "evenodd");
  }
  return withNoise(toPixels(pen, side), world.noise, randomFrom(seed));
}

function toPixels(pen, side) {
  return Array.from(pen.getImageData(0, 0, side, side).data).filter((_, k) => k % 4 !== 3);
}

function withNoise(pixels, deviation, random) {
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return pixels.map(value => Math.min(255, Math.max(0, Math.round(value + deviation * normal()))));
}

// One to three items with a gap between them, as scenes.py places them.
function randomScene(world, random) {
  const items = [], wanted = 1 + Math.floor(random() * 3);
  for (let tries = 0; items.length < wanted && tries < 200; tries++) {
    const size = pick(Object.keys(world.radius), random), radius = world.radius[size] * world.side;
    const room = () => radius + 2 + random() * (world.side - 2 * radius - 4);
    const item = {
      shape: pick(world.drawn.shapes, random), colour: pick(world.drawn.colours, random),
      size, radius, x: room(), y: room(),
    };
    const far = other => Math.max(Math.abs(item.x - other.x), Math.abs(item.y - other.y)) > item.radius + other.radius + world.gap;
    if (items.every(far)) items.push(item);
  }
  return items;
}

// ---- truth: helpers/language.py and grammar.py ------------------------------------------

// The form of a word that agrees with a noun; "large red ring", in the language's order.
const formOf = (language, forms, noun, many) => forms[(language.feminine.includes(noun) + 2 * many) % forms.length];
const nameOf = ({ shape, colour, size }, language) => {
  const adjective = word => formOf(language, language.words[word], shape, false);
  const said = { noun: language.nouns[shape][0], colour: adjective(colour), size: adjective(size) };
  return language.order.map(slot => said[slot]).join(" ");
};

// All that can be said of one thing, of several, or of none, in the captioner's language:
// { words: { noun, colour, size, count, word: index of the noun } }.
function phrasesIn(language, world) {
  const phrases = {}, { nouns, words } = language;
  const form = (forms, noun, many) => formOf(language, forms, noun, many);
  const kinds = Object.keys(nouns).flatMap(noun => [null, ...Object.keys(world.colours)].flatMap(colour =>
    [null, ...Object.keys(world.radius)].map(size => ({ noun, colour, size }))));
  for (const kind of kinds) {
    const { noun, colour, size } = kind;
    const add = (before, count) => {
      const many = count > 1;
      const said = { noun: nouns[noun][+many], colour: colour && form(words[colour], noun, many), size: size && form(words[size], noun, many) };
      const order = language.order.filter(slot => said[slot]);
      const word = before.split(" ").length + order.indexOf("noun");
      phrases[[before, ...order.map(slot => said[slot])].join(" ")] = { ...kind, count, word };
    };
    if (noun in world.shapes) add(form(language.a, noun, false));
    add(form(language.none, noun, false), 0);
    for (const [number, count] of Object.entries(world.numbers)) add(form(words[number], noun, false), count);
  }
  return phrases;
}

// A sentence of the grammar -> { things, relation, count }, or null if it is none; of what
// is said to be absent there are 0.
function parse(words, world) {
  world.phrases ??= phrasesIn(world.language, world);
  const text = words.join(" "), claim = (phrase, before = 0) => ({ things: [{ ...phrase, word: phrase.word + before }], count: phrase.count });
  if (text in world.phrases) return claim(world.phrases[text]);
  for (const [many, opening] of world.language.opening.entries()) {
    const phrase = text.startsWith(`${opening} `) && world.phrases[text.slice(opening.length + 1)];
    if (phrase && phrase.count !== 0 && phrase.count > 1 === !!many) return claim(phrase, opening.split(" ").length);
  }
  for (const [said, relation] of Object.entries(world.language.relations)) {
    const [first, other, more] = text.split(` ${said} `), [one, two] = [world.phrases[first], world.phrases[other]];
    if (!more && one && two && one.count === undefined && two.count === undefined)
      return { things: [one, { ...two, word: two.word + `${first} ${said}`.split(" ").length }], relation };
  }
  return null;
}

const fits = (thing, item) =>
  (!thing.size || thing.size === item.size) && (!thing.colour || thing.colour === item.colour) &&
  (thing.noun === "object" || thing.noun === item.shape);

// Centres are compared; an item further left is to the left, however little.
function holds(relation, one, other, world) {
  const [[l, t, r, b], [l2, t2, r2, b2]] = [boxOf(one, world), boxOf(other, world)];
  const across = l + r - l2 - r2, down = t + b - t2 - b2;
  return { "left of": across < 0, "right of": across > 0, above: down < 0, below: down > 0, and: true }[relation];
}

// { sentence: is it one of the grammar?, true: is it true?, placed: does it say a place?,
// named: items by word index }
function judge(words, items, world) {
  const claim = parse(words, world);
  if (!claim) return { sentence: false, true: false, placed: false, named: {} };
  const { things, relation, count } = claim;
  const found = things.map(thing => items.flatMap((item, i) => fits(thing, item) ? [i] : []));
  const named = meanings => Object.fromEntries(things.map((thing, k) =>
    [thing.word, [...new Set(meanings.map(meaning => meaning[k]).flat())]]));
  let meanings;
  if (count !== undefined) meanings = found[0].length === count ? [[found[0]]] : [];
  else if (!relation) meanings = found[0].map(i => [i]);
  else meanings = found[0].flatMap(i => found[1].filter(j => i !== j && holds(relation, items[i], items[j], world)).map(j => [i, j]));
  return { sentence: true, true: meanings.length > 0, placed: !!relation && relation !== "and", named: meanings.length ? named(meanings) : named([found]) };
}

// Does the brightest patch touch the box of one of these items, give or take one patch?
// As helpers.evaluate measures pointing.
function points(heat, items, world, across) {
  const top = heat.indexOf(Math.max(...heat)), patch = world.side / across;
  const left = (top % across) * patch, up = Math.floor(top / across) * patch;
  return items.some(item => {
    const [l, t, r, b] = boxOf(item, world);
    return left > l - 2 * patch && left < r + patch && up > t - 2 * patch && up < b + patch;
  });
}
