import { homedir } from 'node:os';

/**
 * What makes Playwright, Node or a program that we start talk, write down what they did, or use a browser on another
 * machine. Playwright takes its own names from npm's as well, as `.npmrc` sets them.
 */
const TALKATIVE =
  /^(?:DEBUG|DEBUG_.*|PWDEBUG|PWTEST_.*|PW_.*|PLAYWRIGHT_.*|SELENIUM_.*|npm_(?:package_)?config_(?:pw|playwright|selenium|debug).*|NODE_OPTIONS|NODE_V8_COVERAGE|SSLKEYLOGFILE)$/i;
/** Where the browsers are says nothing of a run. */
const HARMLESS = /^(?:npm_(?:package_)?config_)?playwright_browsers_path$/i;
/** Options by which Node itself writes down or hands out what is in its memory or on its connections. */
const TELLING =
  /^--(?:inspect|debug|report|heapsnapshot|heap-prof|cpu-prof|tls-keylog|trace-tls|diagnostic-dir|experimental-report|abort-on-uncaught)/;

/**
 * Takes out of our own environment what makes libraries and programs talk; those that we start get none of it either.
 * @returns why this process must not go on, in one line, where it is too late for that: Node has acted on it before us
 */
export function cleanEnvironment({ env, execArgv }: Pick<NodeJS.Process, 'env' | 'execArgv'>): string | undefined {
  const options = [...execArgv, ...(env['NODE_OPTIONS'] ?? '').replaceAll(/["\\]/g, '').split(/\s+/)].map((option) =>
    option.replaceAll('_', '-'),
  );
  const why = refusal(options, env);
  for (const name of Object.keys(env)) if (TALKATIVE.test(name) && !HARMLESS.test(name)) delete env[name];
  return why;
}

function refusal(options: readonly string[], env: NodeJS.ProcessEnv): string | undefined {
  const telling = options.map((option) => option.replace(/=[\s\S]*/, '')).find((option) => TELLING.test(option));
  if (telling !== undefined) {
    return `Node was started with ${telling}, by which it may write down or hand out passwords. Start it without (look at NODE_OPTIONS).`;
  }
  if (env['NODE_DEBUG'] || env['NODE_DEBUG_NATIVE']) {
    return 'NODE_DEBUG is set, by which Node prints what it sends. Unset it.';
  }
  if (env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') {
    return 'NODE_TLS_REJECT_UNAUTHORIZED=0 lets anybody pass for the org or the mail server. Unset it; name a certificate authority of your own in NODE_EXTRA_CA_CERTS.';
  }
  return isHomeless()
    ? 'HOME is not set, and the system knows no home folder of this user. Set HOME to a folder of your own.'
    : undefined;
}

/** In a container a user may be a number without a name; the browser's library then fails in words of its own. */
function isHomeless(): boolean {
  try {
    homedir();
    return false;
  } catch {
    return true;
  }
}
