/** @typedef {Readonly<Record<string, string | number>>} Parameters What is empty is left out. */

/**
 * Asks the viewer's server. Rejects with its sentence where it refuses.
 *
 * @template Answer
 * @param {string} name
 * @param {Parameters} parameters
 * @returns {Promise<Answer>}
 */
async function ask(name, parameters) {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(parameters)) {
    if (value !== '') query.set(key, String(value));
  }
  let response;
  try {
    response = await fetch(`api/${name}?${query}`);
  } catch {
    throw new Error('The viewer no longer answers: start it again and reload this page.');
  }
  if (response.ok) return response.json();
  /** @type {import('../answers.ts').FaultAnswer} */
  const { error } = await response.json();
  throw new Error(error);
}

/** @returns {Promise<import('../answers.ts').RunsAnswer>} */
export function askRuns() {
  return ask('runs', {});
}

/**
 * @param {Parameters} parameters
 * @returns {Promise<import('../answers.ts').QuestionsAnswer>}
 */
export function askQuestions(parameters) {
  return ask('questions', parameters);
}

/**
 * @param {Parameters} parameters
 * @returns {Promise<import('../answers.ts').PairsAnswer>}
 */
export function askPairs(parameters) {
  return ask('pairs', parameters);
}

/**
 * @param {number} run
 * @param {string} id
 * @returns {Promise<import('../answers.ts').QuestionAnswer>}
 */
export function askQuestion(run, id) {
  return ask('question', { run, id });
}

/**
 * @param {number} run
 * @param {string} id
 * @returns {Promise<import('../answers.ts').TextsAnswer>}
 */
export function askTexts(run, id) {
  return ask('texts', { run, id });
}
