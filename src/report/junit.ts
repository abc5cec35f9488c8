import { escapeXml } from './escape.ts';

/** One thing that was judged; neither failure nor error is a pass. */
interface JunitCase {
  readonly name: string;
  /** Judged, and found wrong. */
  readonly failure?: { readonly type: string; readonly message: string; readonly text: string };
  /** Could not be judged. */
  readonly error?: { readonly type: string; readonly message: string };
}

export interface JunitSuite {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly cases: readonly JunitCase[];
}

/**
 * Suites as a JUnit file. The format has no specification: these are the elements and attributes that readers share
 * (https://github.com/testmoapp/junitxml). Times are left out: a gate reads what was measured before.
 */
export function renderJunit(name: string, suites: readonly JunitSuite[]): string {
  const cases = suites.flatMap((suite) => suite.cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${attributes({ name, ...countsOf(cases) })}>`,
    ...suites.flatMap((suite) => suiteLines(suite, `${name}.${suite.name}`)),
    '</testsuites>',
    '',
  ].join('\n');
}

function suiteLines({ name, properties, cases }: JunitSuite, classname: string): string[] {
  return [
    `  <testsuite ${attributes({ name, ...countsOf(cases) })}>`,
    '    <properties>',
    ...Object.entries(properties).map(
      ([key, value]) => `      <property ${attributes({ name: key, value })}/>`,
    ),
    '    </properties>',
    ...cases.flatMap((one) => caseLines(one, classname)),
    '  </testsuite>',
  ];
}

function caseLines({ name, failure, error }: JunitCase, classname: string): string[] {
  const open = `    <testcase ${attributes({ name, classname })}`;
  if (failure === undefined && error === undefined) return [`${open}/>`];
  return [
    `${open}>`,
    ...(failure === undefined
      ? []
      : [
          `      <failure ${attributes({ message: failure.message, type: failure.type })}>${escapeXml(failure.text)}</failure>`,
        ]),
    ...(error === undefined ? [] : [`      <error ${attributes({ ...error })}/>`]),
    '    </testcase>',
  ];
}

function countsOf(cases: readonly JunitCase[]): Record<string, number> {
  return {
    tests: cases.length,
    failures: cases.filter(({ failure }) => failure !== undefined).length,
    errors: cases.filter(({ error }) => error !== undefined).length,
    skipped: 0,
  };
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}="${escapeXml(String(value))}"`)
    .join(' ');
}
