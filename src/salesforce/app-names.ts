/**
 * By what an app may be named in the org's list of changes, its own name first: the API name that the form makes of a name
 * has `_` for spaces (facts 3.2 [S]) and for whatever else it may not have ([I]).
 */
export function namesOfApp(name: string): readonly string[] {
  const apiName = name.replace(/[^A-Za-z0-9]+/g, '_').replace(/^[^A-Za-z]+|_+$/g, '');
  return [...new Set([name, apiName])].filter(Boolean);
}
