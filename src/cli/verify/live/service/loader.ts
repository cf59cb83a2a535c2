/**
 * Module hooks of a service's process: what the generated clients import by a package's name is taken from the user's
 * project, wherever the clients lie.
 */

interface Resolved {
  readonly url: string;
}
type Next = (specifier: string, context: { readonly parentURL?: string }) => Promise<Resolved>;

let folder = "";
let project = "";

/** Called by Node with what the process gives. */
export function initialize(given: { readonly folder: string; readonly project: string }): void {
  ({ folder, project } = given);
}

/** Called by Node for each import. */
export function resolve(
  specifier: string,
  context: { readonly parentURL?: string },
  next: Next,
): Promise<Resolved> {
  const isBare = !/^(?:[./]|[a-z]+:)/.test(specifier);
  const isOurs = context.parentURL?.startsWith(folder) === true;
  return next(specifier, isBare && isOurs ? { ...context, parentURL: project } : context);
}
