/** Keys as the keyboard before the reader names them. */

const APPLE = /Mac|iPhone|iPad/;
const ELSEWHERE: Record<string, string> = { "⌘": "Ctrl\u00a0", "⌥": "Alt\u00a0" };

/** `⌘K` as it is written on this machine: `Ctrl K` where no key bears that sign. */
export const keyName = (key: string, machine: string = navigator.userAgent): string =>
  APPLE.test(machine) ? key : key.replace(/[⌘⌥]/g, (sign) => ELSEWHERE[sign] ?? sign);

export const Key = (props: { name: string; class?: string }) => (
  <kbd class={`kbd ${props.class ?? ""}`}>{keyName(props.name)}</kbd>
);
