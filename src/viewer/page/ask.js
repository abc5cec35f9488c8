/**
 * Asks the viewer's server. Rejects with its sentence where it refuses.
 *
 * @param {string} name
 * @param {Readonly<Record<string, string | number>>} parameters
 * @returns {Promise<unknown>}
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
  /** @type {unknown} */
  const answer = await response.json();
  if (!response.ok) throw new Error(/** @type {import('../answers.ts').FaultAnswer} */ (answer).error);
  return answer;
}

/** @returns {Promise<import('../answers.ts').RunsAnswer>} */
export async function askRuns() {
  return /** @type {import('../answers.ts').RunsAnswer} */ (await ask('runs', {}));
}

/**
 * @param {Readonly<Record<string, string | number>>} parameters
 * @returns {Promise<import('../answers.ts').QuestionsAnswer>}
 */
export async function askQuestions(parameters) {
  return /** @type {import('../answers.ts').QuestionsAnswer} */ (await ask('questions', parameters));
}

/**
 * @param {Readonly<Record<string, string | number>>} parameters
 * @returns {Promise<import('../answers.ts').PairsAnswer>}
 */
export async function askPairs(parameters) {
  return /** @type {import('../answers.ts').PairsAnswer} */ (await ask('pairs', parameters));
}

/**
 * @param {number} run
 * @param {string} id
 * @returns {Promise<import('../answers.ts').QuestionAnswer>}
 */
export async function askQuestion(run, id) {
  return /** @type {import('../answers.ts').QuestionAnswer} */ (await ask('question', { run, id }));
}

/**
 * @param {number} run
 * @param {string} id
 * @returns {Promise<import('../answers.ts').TextsAnswer>}
 */
export async function askTexts(run, id) {
  return /** @type {import('../answers.ts').TextsAnswer} */ (await ask('texts', { run, id }));
}
