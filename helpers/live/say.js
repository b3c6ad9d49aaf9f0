// What a reader reads, in the page's language: MESSAGES holds {English: translation}, with {}
// and {0}, {1}, ... where say`...${value}...` has a value. What it lacks stays English.

const say = (parts, ...values) => {
  const plain = typeof parts === "string";
  const translation = MESSAGES[plain ? parts : parts.join("{}")];
  if (translation === undefined) return plain ? parts : parts.reduce((said, part, k) => said + values[k - 1] + part);
  return translation.replace(/\{(\d+)\}/g, (_, k) => values[k]);
};

// What is yet to be brought to life; what is in another language has its own program.
const asleep = name => document.querySelectorAll(`.${name}[lang="${LANGUAGE}"]:not([data-ready])`);
