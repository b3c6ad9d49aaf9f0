// The captioner in plain JavaScript: the pieces of the lessons, by the same names and in
// the same order as helpers/*.py, reading the same file of weights.
//
// Axes: C channels, P patch side in pixels, N image tokens, T words, S keys, D width,
// d = D / heads, V vocabulary. A matrix is { rows, cols, x }, its numbers row after row.
//
// `faults` is a set of names of mistakes to plant (see FAULTS); an empty set is the machine
// as it is.

const PAD = 0, START = 1, EOS = 2, UNK = 3;
const LOWEST = -3.4028234663852886e38;  // of float32; -inf would give NaN in an empty row

const FAULTS = {
  no_image_positions: say("the patches get no positions"),
  no_word_positions: say("the words get no positions"),
  class_token_last: say("the class token is put last, and the first token is still thrown away"),
  no_scale: say("scores are not divided by the square root of d"),
  softmax_over_queries: say("softmax runs over the queries, not over the keys"),
  mask_inverted: say("the causal mask is upside down: only the future may be seen"),
  mask_left_out: say("the causal mask is left out"),
  mask_after_softmax: say("the mask comes after the softmax, and nothing is divided again"),
  head_silenced: say("one head of the last cross-attention says nothing"),
  heads_merged_wrongly: say("heads are merged without the transpose"),
  no_block_norms: say("the norms inside the blocks are left out"),
  no_last_norm: say("the decoder's last norm is left out"),
  other_memory: say("the memory is that of another picture"),
};

// ---- the file ------------------------------------------------------------------------

// A safetensors file: 8 bytes with the length of a JSON header, the header, the numbers.
// Returns { config, words, weights }; weights are nested as in PyTorch, so that
// weights.encoder.blocks[0].norm1.weight is a matrix of one row.
function readCaptioner(buffer) {
  const length = Number(new DataView(buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length)));
  const { config, words } = JSON.parse(header.__metadata__.captioner);
  const weights = {};
  for (const [name, about] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    const [begin, end] = about.data_offsets.map(offset => offset + 8 + length);
    const cols = about.shape.at(-1), numbers = toFloats(buffer.slice(begin, end), about.dtype);
    const path = name.split("."), last = path.pop();
    let place = weights;
    path.forEach((part, k) => place = place[part] ??= /^\d+$/.test(path[k + 1] ?? "") ? [] : {});
    place[last] = { rows: numbers.length / cols, cols, x: numbers };
  }
  return { config, words: ["<pad>", "<start>", "<eos>", "<unk>", ...words], weights };
}

function toFloats(bytes, dtype) {
  if (dtype === "F32") return new Float32Array(bytes);
  if (dtype !== "F16") throw new Error(`expected numbers in F16 or F32, got ${dtype}`);
  return Float32Array.from(new Uint16Array(bytes), half => {
    const sign = half >> 15 ? -1 : 1, exponent = (half >> 10) & 31, part = half & 1023;
    return sign * (exponent ? 2 ** (exponent - 15) * (1 + part / 1024) : 2 ** -14 * part / 1024);
  });
}

// ---- numbers -------------------------------------------------------------------------

const matrix = (rows, cols, x = new Float32Array(rows * cols)) => ({ rows, cols, x });
const row = (a, r) => a.x.subarray(r * a.cols, (r + 1) * a.cols);
const rowsOf = (a, from, to) => matrix(to - from, a.cols, a.x.slice(from * a.cols, to * a.cols));
const map = (a, f) => matrix(a.rows, a.cols, a.x.map(f));
const add = (a, b) => map(a, (value, k) => value + b.x[k]);
const below = (a, b) => matrix(a.rows + b.rows, a.cols, Float32Array.of(...a.x, ...b.x));

// x (rows, in) -> (rows, out), the weight being (out, in) as in PyTorch
function linear(x, { weight, bias }) {
  const out = matrix(x.rows, weight.rows), width = x.cols, a = x.x, w = weight.x;
  for (let r = 0, place = 0; r < x.rows; r++)
    for (let c = 0; c < weight.rows; c++, place++) {
      let sum = bias ? bias.x[c] : 0;
      for (let k = 0, i = r * width, j = c * width; k < width; k++) sum += a[i + k] * w[j + k];
      out.x[place] = sum;
    }
  return out;
}

// each row to mean 0 and variance 1, then scaled and moved by learned numbers
function layerNorm(x, { weight, bias }) {
  const out = matrix(x.rows, x.cols);
  for (let r = 0; r < x.rows; r++) {
    const values = row(x, r), mean = values.reduce((sum, v) => sum + v, 0) / x.cols;
    const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / x.cols;
    row(out, r).set(values.map((v, k) => (v - mean) / Math.sqrt(variance + 1e-5) * weight.x[k] + bias.x[k]));
  }
  return out;
}

// by its power series, exact enough for float32 where the value is not yet 1
function erf(x) {
  if (Math.abs(x) > 4) return Math.sign(x);
  let sum = x, term = x;
  for (let n = 1; Math.abs(term) > 1e-10; n++) {
    term *= -x * x / n;
    sum += term / (2 * n + 1);
  }
  return 2 / Math.sqrt(Math.PI) * sum;
}

const gelu = x => map(x, value => value * 0.5 * (1 + erf(value / Math.SQRT2)));
const mlp = (x, layers) => linear(gelu(linear(x, layers[0])), layers[2]);

function softmax(values) {
  const top = Math.max(...values), shares = Array.from(values, v => Math.exp(v - top));
  const sum = shares.reduce((a, b) => a + b, 0);
  return shares.map(share => share / sum);
}

const transpose = a => matrix(a.cols, a.rows, Float32Array.from(a.x, (_, k) => a.x[k % a.rows * a.cols + Math.floor(k / a.rows)]));

// ---- attention -----------------------------------------------------------------------

// query (T, D), memory (S, ...) -> { out (T, D), heads: what each of them computed }.
// allowed[i][j]: may query i see key j? Not given, all is seen.
function multiHeadAttention(query, memory, layer, heads, { allowed, faults, silent = -1 }) {
  const queries = linear(query, layer.query), keys = linear(memory, layer.key), values = linear(memory, layer.value);
  const d = queries.cols / heads, slice = (a, h) =>
    matrix(a.rows, d, Float32Array.from({ length: a.rows * d }, (_, k) => a.x[Math.floor(k / d) * a.cols + h * d + k % d]));
  const parts = Array.from({ length: heads }, (_, h) =>
    attend(slice(queries, h), slice(keys, h), slice(values, h), allowed, faults));
  if (silent >= 0) parts[silent].mixed.x.fill(0);
  const merged = matrix(query.rows, queries.cols);
  parts.forEach(({ mixed }, h) => {
    if (faults.has("heads_merged_wrongly")) merged.x.set(mixed.x, h * mixed.x.length);
    else for (let t = 0; t < query.rows; t++) row(merged, t).set(row(mixed, t), h * d);
  });
  return { out: linear(merged, layer.out), heads: parts };
}

// queries (T, d), keys and values (S, d): scores, softmax, mixture
function attend(queries, keys, values, allowed, faults) {
  const scale = faults.has("no_scale") ? 1 : Math.sqrt(queries.cols);
  const see = (i, j) => !allowed || allowed[i][j];
  let scores = map(linear(queries, { weight: keys }), score => score / scale);  // (T, S)
  if (!faults.has("mask_after_softmax"))
    scores = map(scores, (score, k) => see(Math.floor(k / keys.rows), k % keys.rows) ? score : LOWEST);
  const sideways = faults.has("softmax_over_queries");
  let weights = sideways ? transpose(scores) : scores;
  weights = matrix(weights.rows, weights.cols, Float32Array.from(Array.from({ length: weights.rows }, (_, r) => softmax(row(weights, r))).flat()));
  if (sideways) weights = transpose(weights);
  weights = map(weights, (weight, k) => see(Math.floor(k / keys.rows), k % keys.rows) ? weight : 0);
  return { queries, keys, values, scores, weights, mixed: linear(weights, { weight: transpose(values) }) };
}

function causalMask(length, faults) {
  const sees = faults.has("mask_left_out") ? () => true
    : faults.has("mask_inverted") ? (i, j) => j > i : (i, j) => j <= i;
  return Array.from({ length }, (_, i) => Array.from({ length }, (_, j) => sees(i, j)));
}

// ---- the encoder: a picture to memory --------------------------------------------------

// pixels (side * side * 3) from 0 to 255 -> patches (N, 3 * P * P) in reading order, the
// channel first inside a patch, normalised with the encoder's mean and deviation
function patchify(pixels, side, p, mean, std) {
  const across = side / p, patches = matrix(across * across, 3 * p * p);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++)
      for (let c = 0; c < 3; c++) {
        const n = Math.floor(y / p) * across + Math.floor(x / p);
        const inside = c * p * p + y % p * p + x % p;
        patches.x[n * patches.cols + inside] = (pixels[(y * side + x) * 3 + c] / 255 - mean[c]) / std[c];
      }
  return patches;
}

function imageTokens(x, { cls, position }, faults) {
  const all = faults.has("class_token_last") ? below(x, cls) : below(cls, x);
  return faults.has("no_image_positions") ? all : add(all, position);
}

function encoderBlock(x, block, heads, faults) {
  const norm = faults.has("no_block_norms") ? y => y : layerNorm;
  let y = norm(x, block.norm1);
  const attention = multiHeadAttention(y, y, block.attention, heads, { faults });
  x = add(x, attention.out);
  return { x: add(x, mlp(norm(x, block.norm2), block.mlp)), attention };
}

// Returns { patches, tokens, attention: a block's each, memory (N, D) }.
function encode(captioner, pixels, faults = new Set()) {
  const { image_size: side, patch_size: p, heads } = captioner.config.encoder;
  const { encoder } = captioner.weights, attention = [];
  const patches = patchify(pixels, side, p, captioner.mean, captioner.std);
  const tokens = imageTokens(linear(patches, encoder.patches.project), encoder.tokens, faults);
  let x = tokens;
  for (const block of encoder.blocks) {
    const after = encoderBlock(x, block, heads, faults);
    attention.push(after.attention);
    x = after.x;
  }
  let memory = layerNorm(rowsOf(x, 1, x.rows), encoder.norm);
  if (encoder.memory_position && !faults.has("no_image_positions")) memory = add(memory, encoder.memory_position);
  return { patches, tokens, attention, memory };
}

// ---- the decoder: words so far and memory to the next word ------------------------------

function decoderBlock(text, memory, block, heads, allowed, faults, silent) {
  const norm = faults.has("no_block_norms") ? y => y : layerNorm;
  const y = norm(text, block.norm1);
  const self = multiHeadAttention(y, y, block.self_attention, heads, { allowed, faults });
  text = add(text, self.out);
  const cross = multiHeadAttention(norm(text, block.norm2), memory, block.cross_attention, heads, { faults, silent });
  text = add(text, cross.out);
  return { text: add(text, mlp(norm(text, block.norm3), block.mlp)), self, cross };
}

// ids of T words, memory (N, D) -> { logits (T, V), blocks: what each of them computed }
function decode(captioner, ids, memory, faults = new Set()) {
  const { heads } = captioner.config.decoder, { decoder } = captioner.weights, blocks = [];
  let text = matrix(ids.length, decoder.words.weight.cols);
  ids.forEach((id, t) => {
    const positions = row(decoder.positions.weight, t);
    row(text, t).set(row(decoder.words.weight, id).map((v, k) => v + (faults.has("no_word_positions") ? 0 : positions[k])));
  });
  const embedded = text, allowed = causalMask(ids.length, faults);
  decoder.blocks.forEach((block, l) => {
    const silent = faults.has("head_silenced") && l === decoder.blocks.length - 1 ? 0 : -1;
    const after = decoderBlock(text, memory, block, heads, allowed, faults, silent);
    blocks.push(after);
    text = after.text;
  });
  if (!faults.has("no_last_norm")) text = layerNorm(text, decoder.norm);
  return { embedded, text, logits: linear(text, decoder.lm_head), blocks, allowed };
}

// ---- generating -------------------------------------------------------------------------

const NEVER = [PAD, START, UNK];
const longest = captioner => captioner.config.decoder.max_length - 1;  // words, <eos> counted

const forbid = numbers => numbers.map((number, id) => NEVER.includes(id) ? -Infinity : number);

// logits of the word after these
function nextWord(captioner, ids, memory, faults) {
  const { logits } = decode(captioner, ids, memory, faults);
  return Array.from(row(logits, logits.rows - 1));
}

// The likeliest next word, again and again; `choose` may pick another one.
function greedy(captioner, memory, faults = new Set(), choose = logits => logits.indexOf(Math.max(...logits))) {
  const ids = [START];
  while (ids.length <= longest(captioner)) {
    const word = choose(forbid(nextWord(captioner, ids, memory, faults)));
    if (word === EOS) break;
    ids.push(word);
  }
  return ids.slice(1);
}

// A word drawn from the softmax of the logits over the temperature; random() is in [0, 1).
function sampleWord(logits, temperature, random = Math.random) {
  const shares = softmax(logits.map(logit => logit / temperature));
  let left = random();
  return Math.max(0, shares.findIndex(share => (left -= share) < 0));
}

// The best of `width` captions that grow side by side, by log-probability / length.
function beamSearch(captioner, memory, width, faults = new Set()) {
  let beams = [{ ids: [START], score: 0 }], best = { ids: [START], score: -Infinity };
  for (let length = 1; length <= longest(captioner) && beams.length; length++) {
    const grown = beams.flatMap(({ ids, score }) => {
      const shares = softmax(nextWord(captioner, ids, memory, faults));
      return forbid(shares.map(Math.log)).map((logProb, word) => ({ ids: [...ids, word], score: score + logProb }));
    });
    grown.sort((a, b) => b.score - a.score);
    beams = [];
    for (const beam of grown.slice(0, width)) {
      const ended = beam.ids.at(-1) === EOS;
      if (!ended && length < longest(captioner)) beams.push(beam);
      else if (beam.score / length > best.score) best = { ids: beam.ids.slice(0, ended ? -1 : undefined), score: beam.score / length };
    }
    width = Math.min(width, beams.length);  // a caption that ends leaves its place empty
  }
  return best.ids.slice(1);
}

// A caption and what was computed on the way: { ids, words, encoded, memory, steps }. Row t of
// `steps` belongs to words[t]: a step depends on earlier words alone, so one pass over the
// finished caption gives what each step computed.
function caption(captioner, pixels, { faults = new Set(), otherPixels, generate = greedy } = {}) {
  const encoded = encode(captioner, pixels, faults);
  const memory = faults.has("other_memory") && otherPixels ? encode(captioner, otherPixels, faults).memory : encoded.memory;
  const ids = generate(captioner, memory, faults);
  const steps = decode(captioner, [START, ...ids], memory, faults);
  return { ids, words: ids.map(id => captioner.words[id]), encoded, memory, steps };
}

// The attention of word t on the memory: (N,) weights of one head, or their mean over
// heads, layers or both (-1).
function attention(steps, t, layer = -1, head = -1) {
  const blocks = layer < 0 ? steps.blocks : [steps.blocks[layer]];
  const maps = blocks.flatMap(({ cross }) => (head < 0 ? cross.heads : [cross.heads[head]]).map(({ weights }) => row(weights, t)));
  return Array.from(maps[0], (_, n) => maps.reduce((sum, one) => sum + one[n], 0) / maps.length);
}
