/** A hidden expression (`‹var.x›`) in the form that readers of Azure, Google Cloud, Kubernetes and Vault keep it in: `${var.x}`. */
export const inBraces = (text: string): string =>
  text.replaceAll(/‹([^›]*)›/g, (_, inner: string) => `\${${inner}}`);

/** Text that depends on a deployment (`${var.x}`) means the same only inside its module, so that the module's folder becomes part of it. */
export const localTo = (folder: string, text: string): string => text.replaceAll('${', `\${${folder}/`);

/** The same text for people: without the folder, and with the actions of a chart in the form they were written in. */
export function shown(text: string): string {
  return text
    .replace(/\$\{[^\s{}()]*\//g, '${')
    .replace(/xx-+(?:include|template)?-*([\w.-]*?)[-.]*(?:quote)?-*xx/g, '{{$1}}');
}
